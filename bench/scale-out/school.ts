/** A school on one machine: PostgreSQL, servers and workers as processes, learners over the protocol. */

import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { loadExercise, ROOT } from '../../src/course/load.ts'
import { type Database, migrate, openServer } from '../../src/sidecar/database/database.ts'
import { retrying } from '../../src/sidecar/database/transient.ts'
import { signedInPeople } from '../support/people.ts'
import { handIn } from './learner.ts'
import { Share } from './share.ts'

const EXERCISE = 'networks/ipv4-subnet'
const LESSON = 'networks/addresses'
/** Of a processor, for each worker: three leave more than half of two processors to servers, database and learners. */
export const WORKER_SHARE = 0.25
/** At once of one learner, without being refused (submissions/limits.ts). */
const EACH = 8

export class School {
  readonly servers: string[] = []
  readonly #url: string
  readonly #database: Database
  readonly #servers: { url: string; child: ChildProcess }[] = []
  readonly #workers: { child: ChildProcess; share: Share | null }[] = []
  #added = 0

  private constructor(url: string, database: Database) {
    this.#url = url
    this.#database = database
  }

  static async open(url: string, { servers, workers }: { servers: number; workers: number }): Promise<School> {
    const database = await openServer(url)
    await migrate(database)
    const school = new School(url, database)
    for (let n = 0; n < servers; n++) await school.addServer()
    await Promise.all(Array.from({ length: workers }, () => school.addWorker()))
    return school
  }

  /** Each worker has a share of its own, and no more. */
  get shared(): boolean {
    return this.#workers.every(({ share }) => share !== null)
  }

  async addServer(): Promise<void> {
    const child = fork(join(import.meta.dirname, 'serve.ts'), [this.#url], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 2, 'ipc'],
    })
    const [{ url }] = (await once(child, 'message')) as [{ url: string }]
    this.#servers.push({ url, child })
    this.servers.push(url)
  }

  async addWorker(): Promise<void> {
    const words = [join(ROOT, 'bin/wirebook'), 'worker', '--classroom', this.#url, '--slots', '1']
    const child = spawn('sh', words, { stdio: ['ignore', 'pipe', 'ignore'] })
    const worker = { child, share: Share.of(WORKER_SHARE, `worker-${++this.#added}`) }
    this.#workers.push(worker)
    const [line] = (await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])) as [unknown]
    if (child.exitCode !== null) throw new Error(`a worker ended with ${String(line)}`)
    // Its start is not what is measured.
    worker.share?.put(child.pid!)
  }

  async killWorker(): Promise<void> {
    const worker = this.#workers.shift()
    await gone(worker?.child, 'SIGKILL')
    worker?.share?.close()
  }

  async killServer(): Promise<void> {
    const first = this.#servers.shift()
    await gone(first?.child, 'SIGKILL')
    this.servers.splice(this.servers.indexOf(first?.url ?? ''), 1)
  }

  /** Gives the seconds it took. `progress` hears the share that is done, 0 to 1. */
  async handIn(submissions: number, progress: (share: number) => void = () => {}): Promise<number> {
    const { db } = this.#database
    const { solution } = loadExercise(EXERCISE)
    const [file, text] = Object.entries(solution)[0]!
    const learners = Math.ceil(submissions / EACH)
    const tokens = await signedInPeople(
      db,
      Array.from({ length: learners }, (_, n) => nameOf(n)),
    )
    let done = 0
    const graded = () => progress(++done / submissions)
    const began = performance.now()
    const all = tokens.map((token, n) =>
      handIn({
        token,
        servers: this.servers,
        lesson: LESSON,
        exercise: EXERCISE,
        // Every other one hands in what the course gives, which fails.
        text: n % 2 === 0 ? { file, text } : null,
        submissions: Math.min(EACH, submissions - n * EACH),
        graded,
      }),
    )
    await Promise.all(all)
    return (performance.now() - began) / 1_000
  }

  /** What must hold: nothing lost, nothing twice, nobody's verdict somebody else's. Gives what does not. */
  async audit(submissions: number): Promise<string[]> {
    const { db } = this.#database
    const attempts = await retrying(() => db.selectFrom('attempt').selectAll().execute())
    const verdicts = await db.selectFrom('verdict').selectAll().execute()
    const waiting = await db.selectFrom('job').selectAll().execute()
    const faults = attempts.flatMap(({ id, person_id, generation }) => {
      const own = verdicts.filter(({ attempt_id }) => attempt_id === id)
      const wanted = Number(person_id.slice(1)) % 2 === 0 ? 'pass' : 'fail'
      if (own.length !== 1 || own[0]!.generation !== generation) return [`${id} has ${own.length} verdicts`]
      return own[0]!.verdict === wanted ? [] : [`${id} of ${person_id}: ${own[0]!.verdict} in place of ${wanted}`]
    })
    if (attempts.length !== submissions) faults.push(`${attempts.length} attempts in place of ${submissions}`)
    if (waiting.length > 0) faults.push(`${waiting.length} jobs are left`)
    return faults
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers, ...this.#servers].map(({ child }) => gone(child, 'SIGTERM')))
    for (const { share } of this.#workers) share?.close()
    await this.#database.close()
  }
}

function nameOf(n: number): string {
  return `p${n}`
}

async function gone(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}
