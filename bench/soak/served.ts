/** `serve` as a child, with data and temporary files of its own. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Counts, countsOf, groupsOf } from './counts.ts'
import type { Memory } from './serve.ts'

export type SoakedServer = {
  url: string
  /** Everything it holds now. */
  counts(): Counts
  /** Its own memory after a collection, MiB. Rejects when it has ended. */
  memory(): Promise<Memory>
  pid: number
  /** What it printed so far. */
  printed(): string
  /** Resolves when it is gone, to what it left behind: groups of the kernel's and temporary files. */
  end(): Promise<Pick<Counts, 'groups' | 'files'>>
}

type Told = { url?: string; memory?: Memory }

/** `lingerMs`: how long a session lives without a connection. */
export async function soakedServer(lingerMs: number): Promise<SoakedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-soak-'))
  // Other users', where the server is root and its programs are not.
  chmodSync(folder, 0o755)
  const [data, temporary] = [join(folder, 'data'), join(folder, 'tmp')]
  mkdirSync(data)
  mkdirSync(temporary)
  chmodSync(temporary, 0o1777)
  const child = fork(join(import.meta.dirname, 'serve.ts'), [data, `${lingerMs}`], {
    execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let printed = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  const ended = once(child, 'close')
  const told = async (): Promise<Told> => {
    const gone = ended.then(() => {
      throw new Error(`serve ended: ${printed}`)
    })
    const [message] = (await Promise.race([once(child, 'message'), gone])) as [Told]
    return message
  }
  const pid = child.pid!
  const { url } = await told()
  return {
    url: url!,
    pid,
    counts: () => countsOf(pid, temporary),
    async memory() {
      const answer = told()
      child.send('memory')
      return (await answer).memory!
    },
    printed: () => printed,
    async end() {
      child.send('end')
      await ended
      const left = { groups: groupsOf(pid), files: countsOf(pid, temporary).files }
      rmSync(folder, { recursive: true, force: true })
      return left
    },
  }
}
