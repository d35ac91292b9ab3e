// A small event loop that sends one question and waits for the answer.
import { AF_INET, EPOLLIN, EPOLLOUT, epoll, SOCK_STREAM, socket } from 'wirebook/socket'

const keepsAskingToWrite = process.argv.includes('writable=always')

using connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['10.0.0.2', 9999])
connection.setblocking(false)
using interest = epoll()
interest.register(connection, EPOLLIN | EPOLLOUT)

let queued = Buffer.from('a question')
let turns = 0
let answer = ''
const cpu = process.cpuUsage()
while (answer === '') {
  turns += 1
  for (const [, events] of interest.poll()) {
    if (events & EPOLLOUT && queued.length > 0) {
      queued = queued.subarray(connection.send(queued))
      if (queued.length === 0 && !keepsAskingToWrite) interest.modify(connection, EPOLLIN)
    }
    if (events & EPOLLIN) answer = connection.recv(1024).toString() || 'end of stream'
  }
}
const { user, system } = process.cpuUsage(cpu)
console.log(`"${answer}" after ${turns} turns of the loop`)
console.log(`computed ${Math.round((user + system) / 1000)} ms of one second`)
