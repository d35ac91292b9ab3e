// Asks for eight places, and prints what the kernel, or Node, says to each.
import { createSocket } from 'node:dgram'
import { type AddressInfo, createServer } from 'node:net'

/** Says what became of listening there; the server stays until the program ends. */
function listen(what: string, port: number, address = '127.0.0.1'): Promise<void> {
  const server = createServer().unref()
  return new Promise((done) => {
    const say = (text: string) => {
      console.log(`${what}: ${text}`)
      done()
    }
    server.on('error', (error: NodeJS.ErrnoException) => say(error.code ?? error.message))
    server.on('listening', () => say(`fine, port ${(server.address() as AddressInfo).port}`))
    try {
      server.listen(port, address)
    } catch (error) {
      say(`${(error as NodeJS.ErrnoException).code}, before anything was asked of the kernel`)
    }
  })
}

await listen('TCP 9000', 9000)
await listen('TCP 9000 again', 9000)
await listen('TCP 9000 at 127.0.0.2', 9000, '127.0.0.2')
await listen('TCP 0', 0)
await listen('TCP 80', 80)
await listen('TCP 70000', 70_000)
await listen('TCP 9000 at 192.0.2.1', 9000, '192.0.2.1')

const udp = createSocket('udp4')
udp.on('error', (error) => console.error(error.message))
udp.bind(9000, '127.0.0.1', () => {
  console.log(`UDP 9000: fine, port ${udp.address().port}`)
  udp.close()
})
