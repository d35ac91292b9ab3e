// Sends numbers, says that there are no more, and reads the answer.
import { AF_INET, SHUT_WR, SOCK_STREAM, sleep, socket } from 'wirebook/socket'

using connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['10.0.0.2', 9999])
connection.sendall('19\n4\n17\n2\n')
connection.shutdown(SHUT_WR) // FIN: no more from me
console.log('sent four numbers and FIN; reading')

let answer = ''
for (;;) {
  const data = connection.recv(1024)
  if (data.length === 0) break
  answer += data.toString()
}
console.log(answer === '' ? 'no answer' : `the sum is ${answer.trim()}`)
sleep(0.2) // until the server has told its side
