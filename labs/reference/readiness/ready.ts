// Three sockets, one with something to read: each of the three calls finds it.
import {
  EPOLLET,
  EPOLLIN,
  epoll,
  POLLHUP,
  POLLIN,
  POLLOUT,
  poll,
  SocketError,
  select,
  socketpair,
} from 'wirebook/socket'

/** Says what became of a call. */
function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act() ?? 'fine'}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

const pairs = [socketpair(), socketpair(), socketpair()]
const own = pairs.map(([here]) => here)
const peers = pairs.map(([, there]) => there)
const names = new Map(own.map((s, i) => [s.fileno(), `s${i}`]))
peers[1]?.send('for s1')

const [readable, writable] = select(own, own, [], 1)
console.log(`select: ${readable.length} readable, ${writable.length} writable`)
console.log(`select after 0.1 s: ${select([own[0]!], [], [], 0.1)[0].length} readable`)

const asked = poll()
for (const s of own) asked.register(s, POLLIN)
asked.modify(own[2]!, POLLIN | POLLOUT)
const seen = (events: number) =>
  Object.entries({ POLLIN, POLLOUT, POLLHUP }).flatMap(([name, bit]) => (events & bit ? [name] : []))
for (const [fd, events] of asked.poll(1000)) console.log(`poll: ${names.get(fd)} ${seen(events).join(' ')}`)
peers[0]?.close()
for (const [fd, events] of asked.poll(0)) if (names.get(fd) === 's0') console.log(`poll: s0 ${seen(events).join(' ')}`)

using level = epoll()
using edge = epoll()
level.register(own[1]!, EPOLLIN)
edge.register(own[1]!, EPOLLIN | EPOLLET)
console.log(`epoll, level-triggered: ${level.poll(0).length}, ${level.poll(0).length}`)
console.log(`epoll, edge-triggered: ${edge.poll(0).length}, ${edge.poll(0).length}`)
attempt('register twice', () => level.register(own[1]!, EPOLLIN))
attempt('modify what is not registered', () => level.modify(own[2]!, EPOLLIN))
own[2]?.close()
attempt('select with a closed socket', () => select([own[2]!], [], [], 0))
