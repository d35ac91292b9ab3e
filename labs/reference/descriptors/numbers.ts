// A socket is reached by a number: copied, given away, taken back, used up.
import { openSync } from 'node:fs'
import { AF_UNIX, SOCK_SEQPACKET, SOCK_STREAM, Socket, SocketError, socket, socketpair } from 'wirebook/socket'

/** Says what became of a call. */
function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act() ?? 'fine'}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

const [here, there] = socketpair()
console.log(`a pair: descriptors ${here.fileno()} and ${there.fileno()}`)
const copy = here.dup()
here.close()
copy.sendall('said through the copy')
console.log(`after dup and close: "${there.recv(64)}"`)
const number = copy.detach()
console.log(`detached: the object has ${copy.fileno()}, ${number} is still open`)
Socket.fromFd<string>(number).sendall('said by its number')
console.log(`fromFd(${number}): "${there.recv(64)}"`)

for (const [name, type] of Object.entries({ SOCK_STREAM, SOCK_SEQPACKET })) {
  const [a, b] = socketpair(AF_UNIX, type)
  a.send('ab')
  a.send('cd')
  console.log(`${name}: two sends, the first recv gets "${b.recv(64)}"`)
}

attempt('recv on a closed socket', () => here.recv(1))
attempt('fromFd of a file', () => Socket.fromFd(openSync('/dev/null', 'r')))
const kept: Socket[] = []
attempt('one socket after another', () => {
  for (;;) kept.push(socket())
})
