// Calls a server, an empty port, an empty address and a network that nobody routes to.
import { AF_INET, SO_ERROR, SOCK_STREAM, SOL_SOCKET, SocketError, select, socket } from 'wirebook/socket'

const fresh = () => socket(AF_INET, SOCK_STREAM)

/** Says what became of a call. */
function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act() ?? 'fine'}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

const s = fresh()
attempt('a server', () => s.connect(['10.0.0.2', 9999]))
attempt('the same socket once more', () => s.connect(['10.0.0.2', 9999]))
attempt('a port where nobody listens', () => fresh().connect(['10.0.0.2', 9998]))
attempt('a network without a route', () => fresh().connect(['192.0.2.1', 9999]))
console.log(`connect_ex: ${fresh().connect_ex(['10.0.0.2', 9999])}, ${fresh().connect_ex(['10.0.0.2', 9998])}`)

const eager = fresh()
eager.setblocking(false)
attempt('without waiting', () => eager.connect(['10.0.0.2', 9999]))
select([], [eager], [])
console.log(`when it can be written, SO_ERROR is ${eager.getsockopt(SOL_SOCKET, SO_ERROR)}`)

const nobody = fresh()
nobody.setblocking(false)
attempt('an address nobody has, without waiting', () => nobody.connect(['10.0.0.77', 9999]))
attempt('again while it is under way', () => nobody.connect(['10.0.0.77', 9999]))
const limited = fresh()
limited.settimeout(0.3)
attempt('with a limit of 0.3 s', () => limited.connect(['10.0.0.77', 9999]))
attempt('waiting as long as it takes', () => fresh().connect(['10.0.0.77', 9999]))
