// Lines and buffered writing over a stream of bytes.
import { SocketError, socketpair } from 'wirebook/socket'

const [here, there] = socketpair()

here.sendall('first line\nsecond line\r\nrest')
const text = there.makefile() // 'r': text, every line end read as \n
console.log(JSON.stringify(text.readline()), JSON.stringify(text.readline()))
console.log(JSON.stringify(text.read(4)))

const out = here.makefile('w')
out.write('buffered\n')
there.settimeout(0.1)
try {
  there.recv(64)
} catch (error) {
  if (!(error instanceof SocketError)) throw error
  console.log(`before flush: ${error.code}`)
}
out.flush()
console.log(`after flush: ${JSON.stringify(`${there.recv(64)}`)}`)

const bytes = here.makefile('rb')
there.settimeout(null)
there.sendall(Uint8Array.of(0xe4, 0xbd, 0xa0))
console.log(bytes.read(3))
there.sendall('one\ntwo\n')
there.close()
text.close() // the last file of it: now the descriptor goes, and FIN is sent
console.log(bytes.readlines().map(String))
