/** One `tsc --lsp --stdio`, in a view of its own where the machine allows that. */
import { spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { chooseContainment } from '../../sandbox/contain/containment.ts'
import { createNetns } from '../../sandbox/system/netns.ts'
import { CONTAINED_LIMITS, LANGUAGE_LIMITS } from '../limits.ts'
import { type Places, ROOT_INSIDE } from './places.ts'

export type ServerProcess = {
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** Settles when all of it is gone, with how it ended. */
  readonly exited: Promise<string>
  kill(): void
}

export type Starter = {
  contained: 'rootview' | 'bubblewrap' | null
  clients: string
  libraries: Record<string, string>
  start(): ServerProcess
}

const ARGUMENTS = ['--lsp', '--stdio']
/** Kept of what it prints, for the line that tells of its end. */
const SAID_TEXT = 300

function environment(home: string): Record<string, string> {
  const { memory, processors } = LANGUAGE_LIMITS
  return { GOMEMLIMIT: memory, GOMAXPROCS: `${processors}`, HOME: home, TMPDIR: '/tmp', PATH: '/nonexistent' }
}

/**
 * util-linux first, otherwise than for labs: under bubblewrap the machine's programs are in the view, as they set the
 * limits there. Rejects where neither works; then the caller starts the house anew, without.
 */
export async function containedStarter(scratch: string, openPlaces: () => Places): Promise<Starter> {
  const choosing = chooseContainment(scratch, ['rootview', 'bubblewrap'])
  choosing.catch(() => {})
  const places = openPlaces() // while it is tried
  const { containment } = await choosing
  places.hide()
  const netns = createNetns()
  const { program, clients, libraries } = places.inside
  return {
    contained: containment.kind === 'bubblewrap' ? 'bubblewrap' : 'rootview',
    clients,
    libraries,
    start: () => {
      const process = containment.start(netns, {
        host: 'editor',
        binds: places.binds,
        folder: ROOT_INSIDE,
        command: [program, ...ARGUMENTS],
        limits: CONTAINED_LIMITS,
        environment: environment('/tmp'),
        system: false,
      })
      const said = tail(process.stderr)
      const exited = process.exited.then(({ code, signal }) =>
        [signal ?? `exit code ${code}`, said(), process.diagnostics()].join(' ').trim(),
      )
      return { ...process, exited, kill: () => void process.kill() }
    },
  }
}

export function plainStarter(places: Places): Starter {
  const { program, clients, libraries } = places.linked()
  return {
    contained: null,
    clients,
    libraries,
    start: () => {
      const child = spawn(program, ARGUMENTS, { cwd: places.root, env: environment(places.root) })
      child.stdin.on('error', () => {})
      const said = tail(child.stderr)
      const exited = new Promise<string>((resolve) => {
        child.once('error', ({ message }) => resolve(message))
        child.once('close', (code, signal) => resolve(`${signal ?? `exit code ${code}`} ${said()}`.trim()))
      })
      return {
        pid: child.pid ?? 0,
        stdin: child.stdin,
        stdout: child.stdout,
        exited,
        kill: () => void child.kill('SIGKILL'),
      }
    },
  }
}

function tail(stream: Readable): () => string {
  let said = ''
  stream.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID_TEXT)
  })
  return () => said.trim()
}
