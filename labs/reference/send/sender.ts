// Both ends in one program: the kernel opens the connection, and nobody reads for a while.
import { AF_INET, SO_LINGER, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET, SocketError, sleep, socket } from 'wirebook/socket'

/** Says what became of a call. */
function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act() ?? 'fine'}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['127.0.0.1', 9000])
listener.listen()
function connected() {
  const caller = socket(AF_INET, SOCK_STREAM)
  caller.connect(['127.0.0.1', 9000])
  return [caller, listener.accept()[0]] as const
}

const [writer, reader] = connected()
const MUCH = 8_000_000
writer.setblocking(false)
const taken = writer.send(Buffer.alloc(MUCH))
console.log(`send took less than ${MUCH} bytes: ${taken > 0 && taken < MUCH}`)
attempt('send until nothing more is taken', () => {
  for (;;) writer.send(Buffer.alloc(65_536))
})
writer.settimeout(0.2)
attempt('sendall, and nobody reads', () => writer.sendall(Buffer.alloc(MUCH)))
console.log(`recv finds some of it: ${reader.recv(65_536).length > 0}`)

const [caller, callee] = connected()
callee.setsockopt(SOL_SOCKET, SO_LINGER, [1, 0])
callee.close()
sleep(0.1)
attempt('send after the reset', () => caller.send('x'))
attempt('and again', () => caller.send('x'))
attempt('send on a stream without a peer', () => socket(AF_INET, SOCK_STREAM).send('x'))
attempt('send on a datagram socket without a peer', () => socket(AF_INET, SOCK_DGRAM).send('x'))
attempt('a datagram of 65508 bytes', () => socket(AF_INET, SOCK_DGRAM).sendto(Buffer.alloc(65_508), ['127.0.0.1', 9]))
