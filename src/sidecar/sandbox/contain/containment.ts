/** The ways of containing a program on this machine, and which of them works here, by trying. */
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS } from '../../limits.ts'
import { SandboxError } from '../error.ts'
import { CALLS_PRELOAD, GATE, INSIDE } from '../paths.ts'
import { closeNetns, createNetns, inside, type Netns } from '../system/netns.ts'
import { bubblewrapCommand } from './bubblewrap.ts'
import { type ContainedProcess, startProcess } from './process.ts'
import { rootviewCommand } from './rootview.ts'
import { seccompFilter } from './seccomp.ts'
import { systemEntries, type View } from './view.ts'

/** `bubblewrap` and `rootview` are the full tier, alike under attack; `bare` keeps the machine's file system visible. */
export type ContainmentKind = 'bubblewrap' | 'rootview' | 'bare'

/** Where a program finds what the view shows. */
export type Places = { node: string; gate: string; calls: string; work: string }

export class Containment {
  readonly kind: ContainmentKind
  readonly #scratch: string
  readonly #filter: Buffer
  readonly #filterFile: string

  constructor(kind: ContainmentKind, scratch: string) {
    this.kind = kind
    this.#scratch = scratch
    this.#filter = seccompFilter()
    this.#filterFile = join(scratch, 'filter.bpf')
    writeFileSync(this.#filterFile, this.#filter)
    mkdirSync(join(scratch, 'root'), { recursive: true })
  }

  /** Starts a program of its own pid, mount, ipc, uts and user namespaces in a network namespace. */
  start(netns: Netns, view: View): ContainedProcess {
    if (this.kind === 'bubblewrap') {
      const filter = openSync(this.#filterFile, 'r')
      try {
        return inside(netns, () => startProcess(bubblewrapCommand(view), filter))
      } finally {
        closeSync(filter)
      }
    }
    const root = this.kind === 'rootview' ? join(this.#scratch, 'root') : null
    const settings = { node: process.execPath, root, filter: this.#filter }
    return inside(netns, () => startProcess(rootviewCommand(view, settings), 'stderr'))
  }

  /** Paths for a work folder of ours. */
  places(work: string): Places {
    if (this.kind !== 'bare') return { ...INSIDE }
    return { node: process.execPath, gate: GATE, calls: CALLS_PRELOAD, work }
  }

  /** Null when a program runs in it as it should, otherwise what it said. */
  async fails(): Promise<string | null> {
    const netns = createNetns()
    try {
      const places = this.places(this.#scratch)
      const view: View = {
        host: 'lab',
        binds: [{ from: process.execPath, to: INSIDE.node }],
        folder: '/',
        command: [places.node, '--eval', selfTest(this.kind !== 'bare')],
        limits: LIMITS,
      }
      const program = this.start(netns, view)
      let said = ''
      for (const stream of [program.stdout, program.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          said = (said + text).slice(-SAID_TEXT)
        })
      const late = setTimeout(() => void program.kill(), SELF_TEST_MS)
      const { code, signal } = await program.exited
      clearTimeout(late)
      return code === 0
        ? null
        : (said + program.diagnostics()).trim() || `it ended with ${signal ?? `exit code ${code}`}`
    } finally {
      closeNetns(netns)
    }
  }
}

const SAID_TEXT = 400
/** Generous: on a busy machine a false refusal would cost the tier. */
const SELF_TEST_MS = 20_000
/** No privilege, the filter on; and, where there is a view, alone in it. Says what is not so. */
function selfTest(view: boolean): string {
  const shown = ['dev', 'opt', 'proc', 'tmp', 'usr', ...systemEntries().map(({ name }) => name)]
  return `const { readdirSync, readFileSync } = require('node:fs')
const status = readFileSync('/proc/self/status', 'utf8')
const wrong = []
for (const line of ['CapEff:\\t0000000000000000', 'CapBnd:\\t0000000000000000', 'NoNewPrivs:\\t1', 'Seccomp:\\t2'])
  if (!status.includes(line)) wrong.push('not ' + line)
if (${view}) {
  const shown = new Set(${JSON.stringify(shown)})
  wrong.push(...readdirSync('/').filter((name) => !shown.has(name)).map((name) => 'shows /' + name))
  if (process.pid !== 1) wrong.push('has pid ' + process.pid)
}
if (wrong.length > 0) { console.error(wrong.join(', ')); process.exit(1) }`
}

/** The strongest that works. `refused` tells what kept stronger ones from working. */
export async function chooseContainment(
  scratch: string,
  kinds: ContainmentKind[],
): Promise<{ containment: Containment; refused: { kind: ContainmentKind; why: string }[] }> {
  const refused: { kind: ContainmentKind; why: string }[] = []
  for (const kind of kinds) {
    const containment = new Containment(kind, scratch)
    const why = await containment.fails()
    if (why === null) return { containment, refused }
    refused.push({ kind, why })
  }
  const reasons = refused.map(({ kind, why }) => `${kind}: ${why}`).join('; ')
  throw new SandboxError(
    'SANDBOX_NO_CONTAINMENT',
    `no program could be contained (${reasons}). Run "npx wirebook doctor".`,
  )
}
