import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number; TEXT: string }

/** FILL-IN: what the client does; when its promise resolves, and when the program ends. */
export async function main({ HOST, PORT, TEXT }: Env): Promise<void> {
  await new Promise<void>((done, failed) => {
    let kept = Buffer.alloc(0)
    const socket = connect(PORT, HOST, () => socket.write(`${TEXT.toUpperCase()}\n`))
    socket.on('data', (chunk: Buffer) => {
      kept = Buffer.concat([kept, chunk])
      const at = kept.indexOf(0x0a)
      if (at < 0) return
      console.log(kept.subarray(0, at).toString())
      socket.end()
      done()
    })
    socket.on('error', failed)
  })
}
