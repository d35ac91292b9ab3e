import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number; NAME: string }

/** Sends NAME and a newline, prints the one line of the answer, and ends. */
export async function main(env: Env): Promise<void> {
  const socket = connect(env.PORT, env.HOST)
  // Your turn.
  socket.destroy()
}
