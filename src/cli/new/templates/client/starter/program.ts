import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number; TEXT: string }

/** FILL-IN: what the client does; when its promise resolves, and when the program ends. */
export async function main({ HOST, PORT, TEXT }: Env): Promise<void> {
  const socket = connect(PORT, HOST, () => socket.end(TEXT))
  // FILL-IN: what the learner is to write here.
  socket.resume()
}
