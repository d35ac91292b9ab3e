import { connect } from 'node:net'

export type Env = {
  HOST: string
  PORT: number
  /** The key of the HMAC, as text in UTF-8. It must never be sent. */
  SECRET: string
}

/** Proves itself, sends one frame, prints its echo. 0: done; 1: the server said NO; 2: it closed too early. */
export async function main(env: Env): Promise<number> {
  const socket = connect(env.PORT, env.HOST)
  // Your turn.
  socket.destroy()
  return 2
}
