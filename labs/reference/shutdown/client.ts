// Ends its own direction, and still hears the answer.
import { AF_INET, SHUT_RD, SHUT_RDWR, SHUT_WR, SOCK_STREAM, SocketError, socket, socketpair } from 'wirebook/socket'

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
attempt('shutdown without a connection', () => socket(AF_INET, SOCK_STREAM).shutdown(SHUT_WR))
s.connect(['10.0.0.2', 9999])
s.sendall('how many?')
s.shutdown(SHUT_WR) // FIN: no more from us
attempt('send after SHUT_WR', () => s.send('one more'))
console.log(`recv after SHUT_WR: "${s.recv(1024)}", then ${s.recv(1024).length} bytes`)
s.close()

const [deaf, other] = socketpair()
deaf.shutdown(SHUT_RD)
console.log(`recv after SHUT_RD: ${deaf.recv(1024).length} bytes, at once`)
attempt('the other end sends to it', () => other.send('hello?'))
attempt('but hears it', () => {
  deaf.send('still speaking')
  return other.recv(1024)
})
deaf.shutdown(SHUT_RDWR)
console.log(
  `after SHUT_RDWR the other reads ${other.recv(1024).length} bytes, descriptor ${deaf.fileno()} is still open`,
)
