// Sends every line back in capital letters, once it is whole.
import { createServer } from 'node:net'

const NEWLINE = 0x0a

/** Lines from a stream: what is behind the last newline waits for the rest of it. */
class Lines {
  #rest: Buffer = Buffer.alloc(0)

  /** The lines this chunk has completed, without their newlines. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = []
    const all = Buffer.concat([this.#rest, chunk])
    let start = 0
    for (let end = all.indexOf(NEWLINE, this.#rest.length); end >= 0; end = all.indexOf(NEWLINE, start)) {
      lines.push(all.subarray(start, end))
      start = end + 1
    }
    this.#rest = all.subarray(start)
    return lines
  }

  get waiting(): number {
    return this.#rest.length
  }
}

const server = createServer((socket) => {
  const lines = new Lines()
  let reads = 0
  socket.on('data', (chunk: Buffer) => {
    reads += 1
    for (const line of lines.push(chunk)) {
      console.log(`"${line}" was whole with read ${reads}`)
      socket.write(`${line.toString().toUpperCase()}\n`)
    }
  })
  socket.on('end', () => {
    if (lines.waiting > 0) console.log(`the stream ended inside a line: ${lines.waiting} bytes lost`)
  })
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '127.0.0.1', () => console.log('listening on 127.0.0.1:9000'))
