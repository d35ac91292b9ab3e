// Takes addresses, those it may have and those it may not.
import { type Address, AF_INET, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

const fresh = () => socket(AF_INET, SOCK_STREAM)

/** Binds a socket, and prints the address it has then, or why it has none. */
function take(words: string, address: Address, s = fresh()): typeof s {
  try {
    s.bind(address)
    console.log(`${words}: ${s.getsockname().join(':')}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
  return s
}

const first = take('127.0.0.1, port 9000', ['127.0.0.1', 9000])
take('the same once more', ['127.0.0.1', 9000])
take('another address, the same port', ['127.0.0.2', 9000])
take('all addresses, the same port', ['', 9000])
take('the bound socket again', ['127.0.0.1', 9001], first)
take('all addresses, port 0', ['', 0])
take('a name', ['localhost', 0])
take('an address of another machine', ['10.9.9.9', 9000])
take('a port below 1024', ['127.0.0.1', 80])
try {
  fresh().bind(['127.0.0.1', 70_000])
} catch (error) {
  console.log(`port 70000: ${(error as Error).name}`)
}
