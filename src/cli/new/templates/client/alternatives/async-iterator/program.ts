import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number; TEXT: string }

// FILL-IN: another right way, which the spec must not refuse.
export async function main({ HOST, PORT, TEXT }: Env): Promise<void> {
  const socket = connect(PORT, HOST)
  socket.write(`${TEXT}\n`)
  let text = ''
  for await (const chunk of socket.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    text += chunk
    if (text.includes('\n')) break
  }
  console.log(text.split('\n')[0])
  socket.resume().end()
}
