// Closes its connection in one of three ways: `how=` fin, unread or linger.
import { AF_INET, SO_LINGER, SOCK_STREAM, SOL_SOCKET, sleep, socket } from 'wirebook/socket'

const how = process.argv.find((one) => one.startsWith('how='))?.slice('how='.length)

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen()
const [connection] = listener.accept()
sleep(0.2) // the client's words have come by now
if (how !== 'unread') connection.recv(1024)
if (how === 'linger') connection.setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
connection.close()
console.log(`closed, ${how}`)
