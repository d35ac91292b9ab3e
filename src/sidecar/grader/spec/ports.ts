/** Free TCP ports, chosen by the grading's seed where they are free. */
import { createServer } from 'node:net'
import { SpecFault } from './faults.ts'
import { Grading } from './grading.ts'

/** Where learners' programs find the spec, and the spec them. */
export const HOST = '127.0.0.1'

/** Below the range from which the kernel takes ports for clients. */
const FIRST_PORT = 10_000
const LAST_PORT = 30_000
const TRIES = 50

export async function freePort(): Promise<number> {
  const { random } = Grading.current()
  for (let i = 0; i < TRIES; i++) {
    const port = random.int(FIRST_PORT, LAST_PORT)
    if (await isFree(port)) return port
  }
  throw new SpecFault(`no free port among ${TRIES} tried`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, HOST, () => server.close(() => resolve(true)))
  })
}
