import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number; NAME: string }

const NEWLINE = 0x0a

/** Sends NAME and a newline, prints the one line of the answer, and ends. */
export function main({ HOST, PORT, NAME }: Env): Promise<void> {
  return new Promise((done, failed) => {
    const chunks: Buffer[] = []
    const socket = connect(PORT, HOST, () => socket.write(`${NAME}\n`, 'latin1'))
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      if (!chunk.includes(NEWLINE)) return
      const all = Buffer.concat(chunks)
      console.log(all.subarray(0, all.indexOf(NEWLINE)).toString('utf8'))
      socket.end()
      socket.removeAllListeners('data').resume()
      done()
      setTimeout(() => socket.destroy(), 200).unref()
    })
    socket.on('end', () => failed(new Error('the server closed before its line was complete')))
    socket.on('error', failed)
  })
}
