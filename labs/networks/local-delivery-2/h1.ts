// Two ways to talk to an address at which nobody may be.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'

const to = process.argv.find((arg) => arg.startsWith('to='))?.slice(3) ?? '10.0.0.77'
const start = performance.now()
const say = (text: string) => console.log(`${((performance.now() - start) / 1000).toFixed(1)} s  ${text}`)

const tcp = connect(9999, to)
try {
  await once(tcp, 'connect')
  say('TCP: connected')
  tcp.destroy()
} catch (error) {
  say(`TCP: ${error instanceof Error && 'code' in error ? error.code : error}`)
}

const udp = createSocket('udp4')
udp.on('error', (error) => say(`UDP: ${error.message}`))
udp.send('hello', 9999, to, (error) => {
  say(error ? `UDP: ${error.message}` : 'UDP: sent, no error')
  setTimeout(() => udp.close(), 300)
})
