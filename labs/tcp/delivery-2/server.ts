// Accepts, and reads nothing for 1.5 s. Its receive buffer is small, so that it is soon full.
import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, SO_RCVBUF, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

const pause = Number(process.argv.find((arg) => arg.startsWith('pause='))?.slice(6) ?? 1500)

using listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_RCVBUF, 16_384)
listener.bind(['10.0.0.2', 9999])
listener.listen()
console.log('listening')

using connection = (await listener.acceptAsync())[0]
await sleep(pause)
console.log(`reading now, after ${pause} ms`)
let total = 0
for (;;) {
  const data = await connection.recvAsync(65_536)
  if (data.length === 0) break
  total += data.length
}
console.log(`${total} bytes, all there`)
