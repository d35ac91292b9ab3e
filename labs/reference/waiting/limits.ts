// One recv with nothing to receive, under four settings, and an awaited one beside them.
import { SocketError, sleep, socketpair } from 'wirebook/socket'

const [s, peer] = socketpair()

/** A recv, its outcome, and the tenths of a second it took. */
function receive(words: string): void {
  const began = performance.now()
  let outcome: string
  try {
    outcome = `"${s.recv(1024)}"`
  } catch (error) {
    if (!(error instanceof SocketError)) throw error
    outcome = error.code
  }
  const tenths = Math.floor((performance.now() - began) / 100)
  console.log(`${words}: limit ${s.gettimeout()}, blocking ${s.getblocking()}: ${outcome} after ${tenths} tenths`)
}

s.settimeout(0.3)
receive('settimeout(0.3)')
s.settimeout(0)
receive('settimeout(0)')
s.setblocking(false)
receive('setblocking(false)')
s.setblocking(true)
peer.send('something at last')
receive('setblocking(true)')
try {
  s.settimeout(-1)
} catch (error) {
  console.log(`settimeout(-1): ${(error as Error).name}`)
}

setTimeout(() => peer.send('later'), 300)
const ticks = setInterval(() => console.log('the thread is free'), 120)
console.log(`recvAsync: "${await s.recvAsync(1024)}"`)
clearInterval(ticks)
sleep(0.1) // and here it is not
