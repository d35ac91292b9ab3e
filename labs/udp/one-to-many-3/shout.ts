// Sends one datagram to `to`, and stays a moment in case somebody complains.
import { createSocket } from 'node:dgram'

const to = process.argv.find((arg) => arg.startsWith('to='))?.slice('to='.length) ?? '10.1.0.255'
const shouter = createSocket('udp4')

shouter.on('error', (error) => {
  console.error(error.message)
  process.exitCode = 1
})
shouter.bind(() => {
  shouter.setBroadcast(true) // after bind: before it there is no socket to set it on
  shouter.send('hello, everybody', 9999, to, (error) => {
    console.log(error ? error.message : `sent to ${to}`)
    setTimeout(() => shouter.close(), 300)
  })
})
