import { createHmac } from 'node:crypto'
import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number; SECRET: string }

const BYTES = 32

/** One loop over the chunks: after each, whatever has become possible is done. */
export async function main({ HOST, PORT, SECRET }: Env): Promise<number> {
  const socket = connect({ host: HOST, port: PORT, allowHalfOpen: true })
  const chunks: Buffer[] = []
  let step = 0
  try {
    for await (const chunk of socket) {
      chunks.push(chunk)
      const all = Buffer.concat(chunks)
      if (step === 0 && all.length >= BYTES) {
        socket.write(createHmac('sha256', SECRET).update(all.subarray(0, BYTES)).digest())
        step = 1
      }
      if (step === 1 && all.length >= BYTES + 3) {
        if (all.toString('latin1', BYTES, BYTES + 3) === 'NO\n') return 1
        socket.write(Buffer.from([0, 0, 0, 2, 0x68, 0x69]))
        step = 2
      }
      if (step === 2 && all.length >= BYTES + 3 + 4) {
        const from = BYTES + 3 + 4
        const until = from + all.readUInt32BE(from - 4)
        if (all.length < until) continue
        console.log(all.toString('utf8', from, until))
        return 0
      }
    }
  } catch {
    return 2
  } finally {
    socket.destroy()
  }
  return 2
}
