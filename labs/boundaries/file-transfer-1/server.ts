// Takes files: a length, a header in JSON, the content. Several on one connection; each gets an answer.
import { mkdirSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { frame, lengthOf, orderOf } from './frames.ts'
import { LIMITS, parseHeader, Refusal } from './header.ts'
import { Reader } from './reader.ts'
import { store } from './store.ts'

const order = orderOf(process.argv)
const slow = process.argv.includes('disk=slow') ? 20 : 0
const FOLDER = '/tmp/inbox'
const LINGER_MS = 2_000
mkdirSync(FOLDER, { recursive: true })

async function receive(reader: Reader): Promise<number> {
  const length = lengthOf(await reader.exactly(4), order)
  if (length < 0) throw new Refusal('header-negative')
  if (length > LIMITS.header) throw new Refusal('header-too-large')
  const header = parseHeader(await reader.exactly(length))
  console.log(`receiving ${header.filename} (${header.filesize} bytes)`)
  await store(reader, header, FOLDER, () => (slow > 0 ? sleep(slow).then(() => {}) : undefined))
  console.log(`stored ${header.filename}`)
  return header.filesize
}

const server = createServer({ allowHalfOpen: true }, async (socket) => {
  const reader = new Reader(socket)
  const answer = (value: object) => socket.write(frame(Buffer.from(JSON.stringify(value)), order))
  socket.on('error', () => socket.destroy()) // the sender has gone: its own affair
  try {
    while (await reader.some()) {
      try {
        answer({ ok: true, received: await receive(reader) })
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        console.log(`refused: ${error.message}`)
        answer({ ok: false, error: error.message })
        if (error.message !== 'bad-hash') break // nobody knows where the next header begins
      }
    }
    socket.end()
    const timer = setTimeout(() => socket.destroy(), LINGER_MS)
    await reader.drain() // closing with unread bytes would be a RST
    clearTimeout(timer)
  } catch (error) {
    console.log(error instanceof Error ? error.message : String(error))
    socket.destroy()
  }
  console.log(`in the inbox: ${readdirSync(FOLDER).join(' ') || 'nothing'}`)
})
server.on('error', (error) => console.error(error.message))
server.listen(9000, '0.0.0.0', () => console.log(`listening on port 9000, order=${order}`))
