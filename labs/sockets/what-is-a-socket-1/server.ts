// Waits at a name, takes one caller, answers in upper case.
import { AF_UNIX, SOCK_STREAM, socket } from 'wirebook/socket'

// \0 makes the name abstract: it stands in no folder. A path such as './p9.sock' would be a file.
const NAME = '\0p9.sock'

using listener = socket(AF_UNIX, SOCK_STREAM) // have a telephone
listener.bind(NAME) // have a number
listener.listen(1) // the line is plugged in
console.log(`listening, descriptor ${listener.fileno()}`)

const [connection, address] = listener.accept() // it rings: pick up
console.log(`accepted, descriptor ${connection.fileno()}, caller's name "${address}"`)

for (let heard = connection.recv(1024); heard.length > 0; heard = connection.recv(1024)) {
  console.log(`heard ${heard.length} bytes`)
  connection.sendall(heard.toString().toUpperCase())
}
console.log('the caller has hung up')
connection.close()
