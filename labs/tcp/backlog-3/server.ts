// Listens at once, and accepts only after a second.
import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen(5)
console.log('listening; I will accept in a second')

await sleep(1000)
using connection = (await listener.acceptAsync())[0]
console.log('accepted')
const data = await connection.recvAsync(1024)
console.log(`the first recv gives ${data.length} bytes: "${data}"`)
connection.sendall(`got ${data.length} bytes`)
await sleep(100) // the ACK of it comes back
