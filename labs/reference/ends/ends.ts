// What a socket is called, at each step of its life.
import { AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, SocketError, socket, socketpair } from 'wirebook/socket'

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
console.log(`new: ${listener.getsockname().join(':')}`)
listener.bind(['127.0.0.1', 0])
listener.listen()
const address = listener.getsockname()
console.log(`bound to port 0, got one: ${address[1] > 0}`)
attempt('getpeername of a listening socket', () => listener.getpeername())

const caller = socket(AF_INET, SOCK_STREAM)
caller.connect(address)
const [connection, from] = listener.accept()
console.log(`the caller's own end is the server's peer: ${`${caller.getsockname()}` === `${connection.getpeername()}`}`)
console.log(`and what accept told: ${`${from}` === `${connection.getpeername()}`}`)
console.log(`the connection has the listener's port: ${connection.getsockname()[1] === address[1]}`)

const six = socket(AF_INET6, SOCK_STREAM)
six.bind(['::1', 0])
console.log(`IPv6, four parts: ${six.getsockname().with(1, 'port').join(', ')}`)
const local = socket(AF_UNIX, SOCK_STREAM)
local.bind('\0reference')
console.log(`AF_UNIX: ${JSON.stringify(local.getsockname())}`)
console.log(`an end of a pair: ${JSON.stringify(socketpair()[0].getsockname())}`)
