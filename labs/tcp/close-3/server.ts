// Greets one client, and is the first to close.
import { setTimeout as sleep } from 'node:timers/promises'
import { AF_INET, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, socket } from 'wirebook/socket'

const reuse = process.argv.includes('reuse=yes')

using listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, reuse ? 1 : 0)
listener.bind(['10.0.0.2', 9999])
listener.listen()
console.log(`listening, SO_REUSEADDR ${reuse ? 'set' : 'not set'}`)

using connection = (await listener.acceptAsync())[0]
connection.sendall('bye')
await sleep(100) // the ACK of bye comes back
connection.close() // the first FIN comes from here
console.log('closed first; this server ends')
