/** Free ports, chosen by the grading's seed where the grading has a network of its own. */
import { type AddressInfo, createServer } from 'node:net'
import { SpecFault } from './faults.ts'
import { Grading } from './grading.ts'
import { HOST } from './meeting.ts'

export { HOST }

/** Below the range from which the kernel takes ports for clients. */
const FIRST_PORT = 10_000
const LAST_PORT = 30_000
const TRIES = 50

export async function freePort(): Promise<number> {
  const { job, link } = Grading.current()
  // Where the submission is to listen nothing has listened yet, and from here it cannot be tried.
  if (link.given.wire && job.kind === 'server') return seededPort()
  for (let i = 0; i < TRIES; i++) {
    const port = await free(seededPort())
    if (port !== null) return port
  }
  throw new SpecFault(`no free port among ${TRIES} tried`)
}

/** 0 on the machine's own network: another grading of the same seed may be running, so there the kernel chooses. */
export function seededPort(): number {
  const { random, job } = Grading.current()
  return job.learner.netns === null ? 0 : random.int(FIRST_PORT, LAST_PORT)
}

function free(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(wanted, HOST, () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
