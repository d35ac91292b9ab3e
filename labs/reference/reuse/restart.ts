// A server that hangs up first and is started again at once, without the option and with it; then two on one port.
import {
  AF_INET,
  SO_REUSEADDR,
  SO_REUSEPORT,
  SOCK_STREAM,
  SOL_SOCKET,
  SocketError,
  sleep,
  socket,
} from 'wirebook/socket'

/** A listening socket, or null. */
function serve(words: string, port: number, option?: number) {
  const listener = socket(AF_INET, SOCK_STREAM)
  if (option !== undefined) listener.setsockopt(SOL_SOCKET, option, 1)
  try {
    listener.bind(['127.0.0.1', port])
    listener.listen()
    console.log(`${words}: listening`)
    return listener
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
    return null
  }
}

for (const [name, port, option] of [
  ['without', 9000, undefined],
  ['SO_REUSEADDR', 9001, SO_REUSEADDR],
] as const) {
  const first = serve(`${name}: first start`, port, option)
  const caller = socket(AF_INET, SOCK_STREAM)
  caller.connect(['127.0.0.1', port])
  first?.accept()[0].close() // the server hangs up first: TIME_WAIT stays on its side
  caller.recv(1)
  caller.close()
  first?.close()
  sleep(0.1)
  serve(`${name}: started again`, port, option)
}
serve('SO_REUSEADDR: a second one beside it', 9001, SO_REUSEADDR)
serve('SO_REUSEPORT: one', 9002, SO_REUSEPORT)
serve('SO_REUSEPORT: two', 9002, SO_REUSEPORT)
serve('a third without it', 9002)
