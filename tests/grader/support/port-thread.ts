/** In a thread, as specs are: listens to as many processes as it is told of, and tells how many are left when asked. */
import { parentPort } from 'node:worker_threads'
import { heard, listen } from '../../../src/sidecar/grader/spec/port.ts'

const ends: number[] = []

parentPort?.on('message', (message: { listen: number } | 'left') => {
  if (message === 'left') return parentPort?.postMessage({ left: heard(), ends })
  listen(message.listen, { data() {}, output() {}, exited: ({ key }) => void ends.push(key) })
  parentPort?.postMessage('listening')
})
