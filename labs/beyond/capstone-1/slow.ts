// Joins, and reads nothing for two seconds.
import { setTimeout as pause } from 'node:timers/promises'
import { AF_INET, SO_RCVBUF, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

using member = socket(AF_INET, SOCK_STREAM)
member.setsockopt(SOL_SOCKET, SO_RCVBUF, 8_192) // before connect: it limits the window that is offered
await member.connectAsync(['10.0.0.1', 9000])
await pause(2_000)

member.settimeout(0.3)
let bytes = 0
try {
  let part = await member.recvAsync(65_536)
  for (; part.length > 0; part = await member.recvAsync(65_536)) bytes += part.length
  console.log('the server has ended the connection')
} catch (error) {
  console.log(error instanceof Error ? error.message : String(error))
}
console.log(`${Math.round(bytes / 1024)} KiB were waiting for me`)
