// Takes lines that end with \r\n, in one of two ways.
import { createServer } from 'node:net'

const naive = process.argv.includes('search=chunk')
const CRLF = Buffer.from('\r\n')

const server = createServer((socket) => {
  let kept: Buffer = Buffer.alloc(0)

  /** Looks for \r\n in this chunk alone: not found if it lies across the edge. */
  function inThisChunk(chunk: Buffer): void {
    const end = chunk.indexOf(CRLF)
    kept = Buffer.concat([kept, end < 0 ? chunk : chunk.subarray(0, end)])
    if (end < 0) return
    console.log(`line ${JSON.stringify(kept.toString())}`)
    kept = chunk.subarray(end + CRLF.length)
  }

  /** Looks in what was kept as well, beginning one byte before the new chunk: \r may be there already. */
  function acrossChunks(chunk: Buffer): void {
    let from = Math.max(0, kept.length - 1)
    kept = Buffer.concat([kept, chunk])
    for (let end = kept.indexOf(CRLF, from); end >= 0; end = kept.indexOf(CRLF, from)) {
      console.log(`line ${JSON.stringify(kept.subarray(0, end).toString())}`)
      kept = kept.subarray(end + CRLF.length)
      from = 0
    }
  }

  socket.on('data', (chunk: Buffer) => {
    console.log(`read ${JSON.stringify(chunk.toString())}`)
    if (naive) inThisChunk(chunk)
    else acrossChunks(chunk)
  })
  socket.on('end', () => console.log(`end; ${kept.length} bytes are left over`))
  socket.on('error', (error) => console.error(error.message))
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '127.0.0.1', () => console.log('listening on 127.0.0.1:9000'))
