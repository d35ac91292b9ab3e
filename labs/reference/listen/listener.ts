// A queue for one, three callers; then accept in every state of its socket.
import { AF_INET, SO_REUSEADDR, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET, SocketError, socket } from 'wirebook/socket'

/** Says what became of a call. */
function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act() ?? 'fine'}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

const listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['127.0.0.1', 9000])
attempt('accept before listen', () => listener.accept())
listener.listen(1) // one may wait, and on Linux one more
const callers = [1, 2, 3].map((n) => {
  const caller = socket(AF_INET, SOCK_STREAM)
  caller.settimeout(0.4)
  attempt(`caller ${n} connects, nobody accepts`, () => caller.connect(['127.0.0.1', 9000]))
  return caller
})
const [connection, address] = listener.accept()
console.log(`accept: ${address.join(':')}, who is ${callers[0]?.getsockname().join(':')}`)
listener.accept()[0].close()
listener.settimeout(0.2)
console.log(`time limits: listener ${listener.gettimeout()}, connection ${connection.gettimeout()}`)
attempt('accept with a limit of 0.2 s', () => listener.accept())
listener.setblocking(false)
attempt('accept without waiting', () => listener.accept())

attempt('listen on a UDP socket', () => socket(AF_INET, SOCK_DGRAM).listen())
const twins = [1, 2].map(() => {
  const twin = socket(AF_INET, SOCK_STREAM)
  twin.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
  twin.bind(['127.0.0.1', 9001])
  return twin
})
for (const [n, twin] of twins.entries()) attempt(`twin ${n + 1} of one address listens`, () => twin.listen())
