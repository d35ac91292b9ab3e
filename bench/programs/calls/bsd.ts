/** Round trips a second of processor time of 32 bytes by blocking calls of wirebook/socket, between two threads of this process. */
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { socket } from 'wirebook/socket'

const MS = 2_000
const message = Buffer.alloc(32)
if (isMainThread) {
  const listener = socket()
  listener.bind(['127.0.0.1', 0])
  listener.listen(1)
  new Worker(new URL(import.meta.url), { workerData: listener.getsockname() })
  const [connection] = listener.accept()
  const before = processorTime()
  const began = performance.now()
  let trips = 0
  for (; performance.now() - began < MS; trips++) {
    connection.sendall(message)
    connection.recv(message.length)
  }
  console.log(trips / (processorTime() - before))
  process.exit()
} else {
  const connection = socket()
  connection.connect(workerData)
  for (let data = connection.recv(message.length); data.length > 0; data = connection.recv(message.length))
    connection.sendall(data)
}

/** Seconds that this process has computed. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
