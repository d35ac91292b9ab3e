/** Runs one of the scripts below in a worker thread: the other side of a blocking conversation. */
import { Worker } from 'node:worker_threads'

const MODULE = new URL('../../src/socket/index.ts', import.meta.url).href

/** `body` may use everything of wirebook/socket, `port`, and `report(value)`; the promise has the reported value. */
export function otherSide<T>(port: number, body: string): Promise<T> {
  const script = `
    const { parentPort } = await import('node:worker_threads')
    const wire = await import(${JSON.stringify(MODULE)})
    const { socket, Socket, sleep, AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, SOCK_DGRAM, SHUT_WR, SOL_SOCKET, SO_LINGER } = wire
    const port = ${port}
    const report = (value) => parentPort.postMessage(value)
    ${body}`
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
  return new Promise((resolve, reject) => {
    let reported: T
    worker.on('message', (value: T) => {
      reported = value
    })
    worker.on('error', reject)
    worker.on('exit', () => resolve(reported))
  })
}
