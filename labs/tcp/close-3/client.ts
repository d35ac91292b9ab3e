// Reads to the end, then closes: second.
import { AF_INET, SOCK_STREAM, socket } from 'wirebook/socket'

using connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['10.0.0.2', 9999])
for (;;) {
  const data = connection.recv(1024)
  if (data.length === 0) break
  console.log(`got "${data}"`)
}
connection.close()
console.log('closed second')
