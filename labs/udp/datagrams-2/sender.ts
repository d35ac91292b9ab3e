// Sends the numbers 1 to 20, 10 ms apart, each in a datagram of its own or as a line of a stream.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const COUNT = 20

async function overUdp(): Promise<void> {
  const socket = createSocket('udp4')
  for (let n = 1; n <= COUNT; n++) {
    socket.send(String(n), 9000, '10.0.0.2') // success means: our kernel has taken it
    await sleep(10)
  }
  await sleep(500) // the last ones may still be on their way
  socket.close()
}

async function overTcp(): Promise<void> {
  const socket = connect(9000, '10.0.0.2').setNoDelay(true).resume()
  await once(socket, 'connect')
  for (let n = 1; n <= COUNT; n++) {
    socket.write(`${n}\n`)
    await sleep(10)
  }
  socket.end()
  await once(socket, 'close')
}

try {
  await (process.argv.includes('over=tcp') ? overTcp() : overUdp())
  console.log(`sent ${COUNT}`)
} catch (error) {
  console.error(String(error))
  process.exitCode = 1
}
