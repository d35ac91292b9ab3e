// Two requests: "time" is answered at once, "hash" needs much computing. Who else waits for that?
import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { hash } from './hash.ts'

const inWorker = process.argv.includes('worker=on')

function hashInWorker(): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: { codeRangeSizeMb: 16 } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

async function answer(socket: Socket): Promise<void> {
  for await (const line of createInterface({ input: socket })) {
    if (line === 'time') socket.write('12:00\n')
    else if (line === 'hash') socket.write(`${inWorker ? await hashInWorker() : hash()}\n`)
    else socket.write('?\n')
  }
}

const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message))
  answer(socket).catch((error: Error) => socket.destroy(error))
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log('listening on 10.0.0.2:9000'))
