// Dials a name, says something, waits for the answer.
import { AF_UNIX, SOCK_STREAM, socket } from 'wirebook/socket'

using caller = socket(AF_UNIX, SOCK_STREAM) // have a telephone
caller.connect('\0p9.sock') // dial
caller.sendall('ping\n') // speak
console.log(`answer: ${caller.recv(1024).toString().trimEnd()}`) // listen
