// Wants pieces of n bytes. loop=off takes what one recv(n) gives; loop=on calls recv until n bytes are here.
import { AF_INET, SOCK_STREAM, type Socket, socket } from 'wirebook/socket'

const n = Number(process.argv.find((arg) => arg.startsWith('n='))?.slice(2) ?? 100_000)
const loop = process.argv.includes('loop=on')

function recvExactly(from: Socket, want: number): Buffer {
  const parts: Buffer[] = []
  let have = 0
  while (have < want) {
    const part = from.recv(want - have)
    if (part.length === 0) break // the stream has ended
    parts.push(part)
    have += part.length
  }
  return Buffer.concat(parts)
}

const connection = socket(AF_INET, SOCK_STREAM)
connection.connect(['10.0.0.2', 9999])
let pieces = 0
let short = 0
let total = 0
for (;;) {
  const piece = loop ? recvExactly(connection, n) : connection.recv(n)
  if (piece.length === 0) break
  pieces += 1
  total += piece.length
  if (piece.length < n) short += 1
  if (pieces <= 5) console.log(`asked for ${n}, got ${piece.length}`)
}
connection.close()
console.log(`${total} bytes in ${pieces} pieces, ${short} of them short`)
