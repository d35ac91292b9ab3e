// The same client in Node: the end of the stream ends the loop.
import { connect } from 'node:net'

async function call(name: string): Promise<void> {
  const connection = connect(12345, '127.0.0.1')
  const pieces: Buffer[] = []
  for await (const piece of connection) pieces.push(piece)
  const all = Buffer.concat(pieces)
  console.log(`${name}: ${all.length} bytes: ${all.toString('utf8')}`)
}

try {
  await call('first')
  await call('second')
} catch (error) {
  console.error(`client: ${error instanceof Error ? error.message : error}`)
  process.exitCode = 1
}
