// A second thread with an event loop of its own. It is given no socket: it sends back a result.
import { parentPort } from 'node:worker_threads'
import { hash } from './hash.ts'

parentPort?.postMessage(hash())
