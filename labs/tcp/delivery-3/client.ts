// Lives through a dead path in one of three ways: silent, sending, or silent with keep-alive.
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const talk = process.argv.find((arg) => arg.startsWith('talk='))?.slice(5) ?? 'idle'
const start = performance.now()
const say = (what: string) => console.log(`${((performance.now() - start) / 1000).toFixed(1)} s: ${what}`)

const socket = connect(9999, '10.0.0.2')
socket.on('data', (chunk) => say(`heard "${chunk}"`))
socket.on('error', (error) => say(`the connection failed: ${error.message}`))
await once(socket, 'connect')
say('connected')

// Ask after 1 s of silence; when 1 s later no answer is there, give up. (Linux would wait 7200 s, and ask nine times.)
if (talk === 'keepalive') socket.setKeepAlive({ enable: true, initialDelay: 1000, interval: 1000, count: 1 })

for (let second = 0; second < 5 && !socket.destroyed; second += 0.5) {
  if (talk === 'send') socket.write(`${second} `)
  await sleep(500)
}
if (!socket.destroyed) {
  say('still connected, as far as I know')
  socket.end('hello?')
  await once(socket, 'close')
}
