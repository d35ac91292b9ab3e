// One connection over lo, both ends in this program: what each flag changes.
import {
  AF_INET,
  MSG_DONTWAIT,
  MSG_MORE,
  MSG_NOSIGNAL,
  MSG_OOB,
  MSG_PEEK,
  MSG_WAITALL,
  SHUT_WR,
  SOCK_STREAM,
  SocketError,
  sleep,
  socket,
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

using listener = socket(AF_INET, SOCK_STREAM)
listener.bind(['127.0.0.1', 9000])
listener.listen()
const here = socket(AF_INET, SOCK_STREAM)
here.connect(['127.0.0.1', 9000])
const [there] = listener.accept()

here.sendall('abcdef')
console.log(`MSG_PEEK: "${there.recv(3, MSG_PEEK)}", and it is still there: "${there.recv(3)}"`)
console.log(`MSG_WAITALL: "${there.recv(3, MSG_WAITALL)}"`)
attempt('MSG_DONTWAIT', () => there.recv(3, MSG_DONTWAIT))

here.send('head ', MSG_MORE) // waits for what follows: one segment, not two
here.send('body')
sleep(0.1)
console.log(`MSG_MORE: "${there.recv(64)}"`)

here.send('xyz!', MSG_OOB)
sleep(0.1)
console.log(`MSG_OOB: the stream has "${there.recv(64)}", out of band stands "${there.recv(1, MSG_OOB)}"`)

here.sendall('no more')
here.shutdown(SHUT_WR)
console.log(`MSG_WAITALL at the end: "${there.recv(64, MSG_WAITALL)}" is all there was of 64`)
attempt('send after shutdown, MSG_NOSIGNAL', () => here.send('x', MSG_NOSIGNAL))
