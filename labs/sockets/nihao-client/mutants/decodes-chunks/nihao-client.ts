import { connect } from 'node:net'

export type Env = { HOST: string; PORT: number }

/** Prints all that the server says. Resolves with the exit code: 0, or 1 when the connection was refused. */
export async function main({ HOST, PORT }: Env): Promise<number> {
  let text = ''
  try {
    for await (const chunk of connect(PORT, HOST)) text += chunk.toString('utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') throw error
    console.log('refused')
    return 1
  }
  console.log(text)
  return 0
}
