// Defaults, what Linux makes of a value, and what it refuses.
import {
  AF_INET,
  IP_TTL,
  IPPROTO_IP,
  IPPROTO_TCP,
  SO_ACCEPTCONN,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_RCVBUF,
  SO_RCVTIMEO,
  SO_TYPE,
  SOCK_STREAM,
  SOL_SOCKET,
  SocketError,
  socket,
  TCP_INFO,
  TCP_KEEPIDLE,
  TCP_MAXSEG,
  TCP_NODELAY,
  TCP_USER_TIMEOUT,
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

const s = socket(AF_INET, SOCK_STREAM)
const show = (words: string, level: number, option: number) => attempt(words, () => `${s.getsockopt(level, option)}`)

show('SO_TYPE', SOL_SOCKET, SO_TYPE)
show('TCP_NODELAY', IPPROTO_TCP, TCP_NODELAY)
s.setsockopt(IPPROTO_TCP, TCP_NODELAY, true)
show('TCP_NODELAY, set', IPPROTO_TCP, TCP_NODELAY)
s.setsockopt(SOL_SOCKET, SO_RCVBUF, 10_000)
show('SO_RCVBUF, set to 10000', SOL_SOCKET, SO_RCVBUF)
s.setsockopt(IPPROTO_IP, IP_TTL, 5)
show('IP_TTL, set to 5', IPPROTO_IP, IP_TTL)
s.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1)
show('TCP_KEEPIDLE, seconds', IPPROTO_TCP, TCP_KEEPIDLE)
show('TCP_USER_TIMEOUT, ms', IPPROTO_TCP, TCP_USER_TIMEOUT)
s.setsockopt(SOL_SOCKET, SO_LINGER, [1, 3])
console.log(`SO_LINGER as bytes: ${s.getsockopt(SOL_SOCKET, SO_LINGER, 8).toString('hex')}`)
console.log(`TCP_INFO begins with the state: ${s.getsockopt(IPPROTO_TCP, TCP_INFO, 1)[0]} (CLOSE)`)
s.bind(['127.0.0.1', 0])
s.listen()
show('SO_ACCEPTCONN of a listening socket', SOL_SOCKET, SO_ACCEPTCONN)
console.log(`SO_RCVTIMEO: ${s.getsockopt(SOL_SOCKET, SO_RCVTIMEO, 16).length} bytes, a struct timeval`)
attempt('an option there is not', () => s.setsockopt(SOL_SOCKET, 9999, 1))
attempt('a time to live of 256', () => s.setsockopt(IPPROTO_IP, IP_TTL, 256))
attempt('a segment size of 1', () => s.setsockopt(IPPROTO_TCP, TCP_MAXSEG, 1))
attempt('setting what is read only', () => s.setsockopt(SOL_SOCKET, SO_TYPE, 1))
