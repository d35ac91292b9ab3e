// Sits in the middle, passes every byte on, and prints what it can make of them: the records' headers.
import { connect, createServer, type Socket } from 'node:net'

const TYPES = new Map([
  [20, 'change cipher spec'],
  [21, 'alert'],
  [22, 'handshake'],
  [23, 'application data'],
])
const NAMES = ['echo.test', 'ada', 'meet me at noon']

/** Cuts one direction into TLS records: type, version, length, then that many bytes (RFC 8446 §5.1). */
function watch(from: Socket, to: Socket, who: string): void {
  let kept: Buffer = Buffer.alloc(0)
  from.on('data', (chunk: Buffer) => {
    to.write(chunk)
    kept = Buffer.concat([kept, chunk])
    while (kept.length >= 5 && kept.length >= 5 + kept.readUInt16BE(3)) {
      const record = kept.subarray(0, 5 + kept.readUInt16BE(3))
      kept = kept.subarray(record.length)
      const type = TYPES.get(record.readUInt8(0)) ?? 'unknown'
      const readable = NAMES.filter((name) => record.includes(name)).map((name) => `, I can read "${name}"`)
      console.log(
        `${who}: ${type}, ${record.subarray(1, 3).toString('hex')}, ${record.length - 5} bytes${readable.join('')}`,
      )
    }
  })
  from.on('end', () => to.end())
  from.on('error', (error) => console.error(error.message))
  from.on('close', () => to.destroySoon())
}

const server = createServer({ allowHalfOpen: true }, (client) => {
  const upstream = connect({ port: 9001, host: '127.0.0.1', allowHalfOpen: true })
  watch(client, upstream, 'client')
  watch(upstream, client, 'server')
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '10.0.0.2', () => console.log('in the middle'))
