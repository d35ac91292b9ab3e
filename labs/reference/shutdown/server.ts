// Reads a question to its end, and only then answers.
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['10.0.0.2', 9999])
listener.listen()
const [connection, [host]] = listener.accept()
let question = ''
for (let data = connection.recv(1024); data.length > 0; data = connection.recv(1024)) question += data
console.log(`the question of ${host} ends: "${question}"`)
connection.sendall(`${question.length} letters`)
connection.close()
