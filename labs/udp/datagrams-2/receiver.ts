// Takes numbered messages on port 9000 of both UDP and TCP, and says what has become of them.
import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const COUNT = 20
const seen = new Set<number>()
let highest = 0
let again = 0
let late = 0

function take(n: number): void {
  const news = seen.has(n) ? ', again' : n < highest ? `, late: ${highest} came first` : ''
  console.log(`${n}${news}`)
  if (seen.has(n)) again += 1
  else if (n < highest) late += 1
  seen.add(n)
  highest = Math.max(highest, n)
}

function sum(): void {
  const missing = Array.from({ length: COUNT }, (_, i) => i + 1).filter((n) => !seen.has(n))
  console.log(`${seen.size} of ${COUNT} came; missing: ${missing.join(' ') || 'none'}`)
  console.log(`again: ${again}, late: ${late}`)
}

let quiet: NodeJS.Timeout | undefined
const datagrams = createSocket('udp4', (data) => {
  take(Number(data))
  clearTimeout(quiet)
  quiet = setTimeout(sum, 400) // nothing says that no more will come
})
const stream = createServer((socket) => {
  createInterface({ input: socket }).on('line', (line) => take(Number(line)))
  socket.on('end', sum) // here the other side says so
  socket.on('error', (error) => console.error(error.message))
})
for (const one of [datagrams, stream]) one.on('error', (error) => console.error(error.message))
stream.listen(9000, '10.0.0.2', () => datagrams.bind(9000, '10.0.0.2', () => console.log('UDP and TCP 9000')))
