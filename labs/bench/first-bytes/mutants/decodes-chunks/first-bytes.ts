import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number; NAME: string }

const NEWLINE = 0x0a

/** Sends NAME and a newline, prints the one line of the answer, and ends. */
export function main({ HOST, PORT, NAME }: Env): Promise<void> {
  let text = ''
  return new Promise((done, failed) => {
    const socket = connect(PORT, HOST, () => socket.write(`${NAME}\n`))
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (!chunk.includes(NEWLINE)) return
      console.log(text.slice(0, text.indexOf('\n')))
      socket.end()
      socket.removeAllListeners('data').resume()
      done()
      setTimeout(() => socket.destroy(), 200).unref()
    })
    socket.on('end', () => failed(new Error('the server closed before its line was complete')))
    socket.on('error', failed)
  })
}
