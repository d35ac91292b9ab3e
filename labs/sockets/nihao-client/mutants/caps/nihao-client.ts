import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Prints all that the server says. Resolves with the exit code: 0, or 1 when the connection was refused. */
export async function main({ HOST, PORT }: Env): Promise<number> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of connect(PORT, HOST)) chunks.push(chunk)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error
    console.log('refused')
    return 1
  }
  console.log(Buffer.concat(chunks).subarray(0, 1024).toString('utf8'))
  return 0
}
