// n bytes of the stream, or fewer at its end. What came too much goes back to the front.
import { once } from 'node:events'
import type { Socket } from 'node:net'

export async function exactly(socket: Socket, n: number): Promise<Buffer> {
  let kept: Buffer = Buffer.alloc(0)
  while (kept.length < n && !socket.readableEnded) {
    const chunk: Buffer | null = socket.read()
    if (chunk === null) {
      await Promise.race([once(socket, 'readable'), once(socket, 'end')])
      continue
    }
    kept = Buffer.concat([kept, chunk])
  }
  if (kept.length > n) socket.unshift(kept.subarray(n))
  return kept.subarray(0, n)
}
