import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Prints all that the server says. Resolves with the exit code: 0, or 1 when the connection was refused. */
export async function main({ HOST, PORT }: Env): Promise<number> {
  const socket = connect(PORT, HOST)
  socket.on('error', () => {})
  // Your turn: read up to the end of the stream, print the text once.
  socket.destroy()
  return 0
}
