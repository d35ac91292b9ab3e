// Listens with the backlog of the dial, accepts nobody, and ends a second after the first client has come.
import { AF_INET, SOCK_STREAM, select, sleep, socket } from 'wirebook/socket'

const backlog = Number(process.argv.find((arg) => arg.startsWith('backlog='))?.slice(8) ?? 1)

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen(backlog)
console.log(`listen(${backlog}); nobody will be accepted`)

select([listener], [], [], null) // returns when a client waits to be accepted
sleep(1)
console.log('this server ends')
