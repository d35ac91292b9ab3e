export type Env = { HOST: string; PORT: number }

/** Three connections, one after the other: closed with FIN, ended with RST, half-closed to hear an answer. */
export async function main(env: Env): Promise<void> {
  // Your turn.
}
