// Reads with epoll, four bytes at a time: once for each event, or until nothing is left.
import { AF_INET, EPOLLET, EPOLLIN, epoll, MSG_PEEK, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

const level = process.argv.includes('mode=level')
const drains = process.argv.includes('mode=drain')
const QUIET_S = 0.7

using connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['10.0.0.2', 9999])
connection.setblocking(false)
using interest = epoll()
interest.register(connection, level ? EPOLLIN : EPOLLIN | EPOLLET)

/** What is there, but not more than `size` bytes; null when there is nothing now. */
function read(size: number, flags = 0): Buffer | null {
  try {
    return connection.recv(size, flags)
  } catch (error) {
    if (error instanceof SocketError && error.code === 'EAGAIN') return null
    throw error
  }
}

let open = true
let silences = 0
while (open && silences < 2) {
  const events = interest.poll(QUIET_S)
  if (events.length === 0) {
    const left = read(100, MSG_PEEK)?.length ?? 0
    console.log(`no event for ${QUIET_S} s; unread: ${left}`)
    silences += 1
    continue
  }
  console.log('event: readable')
  do {
    const data = read(4)
    if (data === null) break
    console.log(data.length > 0 ? `  read "${data}"` : '  end of stream')
    open = data.length > 0
  } while (open && drains)
}
