// Sends datagrams to one neighbour, 300 ms apart.
import { createSocket } from 'node:dgram'
import { setTimeout as sleep } from 'node:timers/promises'

const option = (name: string) => process.argv.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
const to = option('to') ?? '10.0.0.2'
const count = Number(option('count') ?? 2)

const socket = createSocket('udp4')
const send = (text: string) =>
  new Promise<void>((resolve, reject) => {
    socket.send(text, 9999, to, (error) => (error ? reject(error) : resolve()))
  })

try {
  for (let n = 1; n <= count; n += 1) {
    if (n > 1) await sleep(300)
    await send(`hello ${n}`)
    console.log(`sent "hello ${n}" to ${to}`)
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
socket.close()
