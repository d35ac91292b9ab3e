// Reads in pieces of its own choice, past the end, and where there is nothing to read.
import { AF_INET, SOCK_STREAM, SocketError, socket } from 'wirebook/socket'

/** Says what became of a call. */
function attempt(words: string, act: () => unknown): void {
  try {
    console.log(`${words}: ${act() ?? 'fine'}`)
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    console.log(`${words}: ${error.code}`)
  }
}

const fresh = () => socket(AF_INET, SOCK_STREAM)
const read = (words: string, bytes: Uint8Array) => console.log(`${words}: ${bytes.length} bytes "${bytes}"`)

const s = fresh()
attempt('recv before connect', () => s.recv(10))
s.connect(['10.0.0.2', 9999])
read('recv(3)', s.recv(3))
read('recv(1024)', s.recv(1024))
s.setblocking(false)
attempt('non-blocking, nothing there', () => s.recv(1024))
s.settimeout(0.1)
attempt('with a limit of 0.1 s', () => s.recv(1024))
s.settimeout(null)
s.sendall('go on')
const memory = Buffer.alloc(8, '.')
console.log(`recv_into: ${s.recv_into(memory)} bytes, the memory holds "${memory}"`)
read('at the end', s.recv(1024))
read('and again', s.recv(1024))
s.close()

const cut = fresh()
cut.connect(['10.0.0.2', 9999])
cut.sendall('here I am')
attempt('the peer has reset', () => cut.recv(1024))
attempt('after close', () => s.recv(1024))
