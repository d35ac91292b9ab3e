// Answers each line in upper case, over a UNIX socket; the line "pid" with the number of this process.
import { unlinkSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { Lines } from './lines.ts'
import { isStale, meetingPlace, shown } from './place.ts'

const path = meetingPlace(process.argv)
const LINGER_MS = 2000

/** ASCII letters only: other bytes may be parts of a character. */
const upper = (line: Buffer) => Buffer.from(line.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte)))

function serve(socket: Socket): void {
  const lines = new Lines()
  let refused = false
  console.log(`a client, address ${socket.remoteAddress}`)
  socket.on('error', (error) => console.error(error.message))
  socket.on('data', (chunk: Buffer) => {
    if (refused) return
    try {
      for (const line of lines.push(chunk)) {
        const answer = line.equals(Buffer.from('pid')) ? Buffer.from(`${process.pid}`) : upper(line)
        socket.write(Buffer.concat([answer, Buffer.from('\n')]))
      }
    } catch {
      refused = true
      socket.end('ERR\n')
      setTimeout(() => socket.destroy(), LINGER_MS).unref() // what still comes is read and dropped until then
    }
  })
}

const server = createServer(serve)
server.on('listening', () => console.log(`listening on ${shown(path)}`))
server.on('error', async (error: NodeJS.ErrnoException) => {
  if (error.code === 'EADDRINUSE' && (await isStale(path))) {
    unlinkSync(path)
    server.listen(path)
    return
  }
  console.error(`server: ${error.message}`)
  process.exitCode = 1
})
process.once('SIGTERM', () => server.close()) // Node removes the file
server.listen(path)
