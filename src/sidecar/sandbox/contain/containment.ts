/** The ways of containing a program on this machine, and which of them works here, by trying. */
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS, type Limits } from '../../limits.ts'
import { SandboxError } from '../error.ts'
import { SCRATCH_VARIABLE } from '../launch.ts'
import type { Room } from '../memory-group/groups.ts'
import { CALLS_PRELOAD, GATE, INSIDE } from '../paths.ts'
import { noCoreDumps } from '../system/core-dumps.ts'
import { detachMount, withOwnMounts } from '../system/mounts.ts'
import { closeNetns, createNetns, inside, type Netns } from '../system/netns.ts'
import { treeUsage } from '../system/process-tree.ts'
import { bubblewrapCommand, mountWritable } from './bubblewrap.ts'
import { type Lasting, prepareRoot } from './prepared.ts'
import { type ContainedProcess, type FifthDescriptor, startProcess } from './process.ts'
import { rootviewCommand } from './rootview.ts'
import { seccompFilter } from './seccomp.ts'
import { systemEntries, type View } from './view.ts'

/** `bubblewrap` and `rootview` are the full tier, alike under attack; `bare` keeps the machine's file system visible. */
export type ContainmentKind = 'bubblewrap' | 'rootview' | 'bare'

/** Where a program finds what the view shows. */
export type Places = { node: string; gate: string; calls: string; work: string; stripped: string }

/** One for which every view is its own. */
const NOTHING: Lasting = { binds: [], folders: [] }

export class Containment {
  readonly kind: ContainmentKind
  readonly #scratch: string
  readonly #filters: Record<'usual' | 'packets', Buffer>
  readonly #filterFiles: Record<'usual' | 'packets', string>
  readonly #lasting: Lasting
  /** Where the lasting part of its views is mounted; null: each start mounts it. */
  #prepared: string | null = null

  constructor(kind: ContainmentKind, scratch: string, lasting: Lasting = NOTHING) {
    this.kind = kind
    this.#scratch = scratch
    this.#lasting = lasting
    this.#filters = { usual: seccompFilter(), packets: seccompFilter(process.arch, { packets: true }) }
    this.#filterFiles = { usual: join(scratch, 'filter.bpf'), packets: join(scratch, 'filter-packets.bpf') }
    for (const use of ['usual', 'packets'] as const) writeFileSync(this.#filterFiles[use], this.#filters[use])
    for (const folder of ['root', 'tmp', 'shm']) mkdirSync(join(scratch, folder), { recursive: true })
  }

  /** Mounts what its views have in common, where that is bubblewrap's to do and the kernel lets us. */
  prepare(): boolean {
    // Elsewhere the scratch folder outlives this process, or is removed by it with all that is in it.
    if (this.kind !== 'bubblewrap' || this.#lasting === NOTHING || process.env[SCRATCH_VARIABLE] === undefined)
      return false
    const root = join(this.#scratch, 'prepared')
    try {
      mkdirSync(root, { recursive: true })
      prepareRoot(root, this.#lasting)
      this.#prepared = root
      return true
    } catch {
      return false
    }
  }

  /** What its views have in common is mounted once, and each start binds that. */
  get prepared(): boolean {
    return this.#prepared !== null
  }

  /** From now on each start mounts all of its view. */
  unprepare(): void {
    if (this.#prepared !== null) detachMount(this.#prepared)
    this.#prepared = null
  }

  /** Starts a program of its own pid, mount, ipc, uts and user namespaces in a network namespace. */
  start(netns: Netns, wanted: View): ContainedProcess {
    const given = this.#prepared === null ? { ...wanted, binds: [...this.#lasting.binds, ...wanted.binds] } : wanted
    const raw = given.capabilities !== undefined && given.capabilities.length > 0
    const use = raw ? 'packets' : 'usual'
    const view = raw ? { ...given, limits: sharedLimits(given.limits) } : given
    const room = given.memory?.room(given.limits.memoryMiB) ?? null
    if (this.kind === 'bubblewrap') {
      const filter = openSync(this.#filterFiles[use], 'r')
      const mountPoints = { tmp: join(this.#scratch, 'tmp'), shm: join(this.#scratch, 'shm') }
      try {
        // Here, as the filter keeps programs from changing it.
        noCoreDumps()
        return withOwnMounts(() => {
          mountWritable(view, mountPoints, this.#prepared)
          return startIn(room, netns, bubblewrapCommand(view, mountPoints, this.#prepared), filter)
        })
      } finally {
        closeSync(filter)
      }
    }
    const root = this.kind === 'rootview' ? join(this.#scratch, 'root') : null
    const settings = { node: process.execPath, root, filter: this.#filters[use] }
    return startIn(room, netns, rootviewCommand(view, settings), 'stderr')
  }

  /** Paths for a work folder of ours, and for that with its stripped files. */
  places(work: string, stripped = work): Places {
    if (this.kind !== 'bare') return { ...INSIDE }
    return { node: process.execPath, gate: GATE, calls: CALLS_PRELOAD, work, stripped }
  }

  /** What its views show directly under the root. */
  #names(): string[] {
    const { binds, folders } = this.#lasting
    const lasting = [...binds.map(({ to }) => to), ...folders].map((path) => path.split('/')[1]!)
    return ['dev', 'opt', 'proc', 'tmp', 'usr', ...systemEntries().map(({ name }) => name), ...lasting]
  }

  /** Null when a program runs in it as it should, otherwise what it said. */
  async fails(): Promise<string | null> {
    const netns = createNetns()
    try {
      const places = this.places(this.#scratch)
      const view: View = {
        host: 'lab',
        binds: this.#lasting === NOTHING ? [{ from: process.execPath, to: INSIDE.node }] : [],
        folder: '/',
        command: [places.node, '--eval', selfTest(this.kind === 'bare' ? null : this.#names())],
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

function startIn(room: Room | null, netns: Netns, words: string[], fifth: FifthDescriptor): ContainedProcess {
  if (room === null) return inside(netns, () => startProcess(words, fifth))
  const process = inside(netns, () => startProcess(room.enter(words), fifth))
  void process.exited.then(() => room.close())
  return { ...process, overflowed: room.overflowed }
}

/**
 * Without a user namespace of its own a program shares the count of processes with all that this process has started:
 * the kernel stops it somewhere above its own limit, and the watch at it.
 */
function sharedLimits(limits: Limits): Limits {
  return { ...limits, processes: treeUsage(process.pid).tasks + limits.processes + SHARED_SLACK }
}
/** For what others start meanwhile. */
const SHARED_SLACK = 512

const SAID_TEXT = 400
/** Generous: on a busy machine a false refusal would cost the tier. */
const SELF_TEST_MS = 20_000
/** No privilege, the filter on; and, where there is a view of `shown` names, alone in it. Says what is not so. */
function selfTest(shown: readonly string[] | null): string {
  return `const { readdirSync, readFileSync, writeFileSync } = require('node:fs')
const status = readFileSync('/proc/self/status', 'utf8')
const wrong = []
for (const line of ['CapEff:\\t0000000000000000', 'CapBnd:\\t0000000000000000', 'NoNewPrivs:\\t1', 'Seccomp:\\t2'])
  if (!status.includes(line)) wrong.push('not ' + line)
if (${shown !== null}) {
  const shown = new Set(${JSON.stringify(shown ?? [])})
  wrong.push(...readdirSync('/').filter((name) => !shown.has(name)).map((name) => 'shows /' + name))
  if (process.pid !== 1) wrong.push('has pid ' + process.pid)
  for (const folder of ['/', '/dev/', '/opt/wirebook/'])
    try {
      writeFileSync(folder + 'self-test', '')
      wrong.push('lets write to ' + folder)
    } catch {}
}
if (wrong.length > 0) { console.error(wrong.join(', ')); process.exit(1) }`
}

/** The strongest that works. `refused` tells what kept stronger ones from working. `lasting`: part of all its views. */
export async function chooseContainment(
  scratch: string,
  kinds: ContainmentKind[],
  lasting?: Lasting,
): Promise<{ containment: Containment; refused: { kind: ContainmentKind; why: string }[] }> {
  const refused: { kind: ContainmentKind; why: string }[] = []
  for (const kind of kinds) {
    const containment = new Containment(kind, scratch, lasting)
    if (containment.prepare()) {
      if ((await containment.fails().catch(({ message }: Error) => message)) === null) return { containment, refused }
      containment.unprepare()
    }
    const why = await containment.fails().catch(({ message }: Error) => message)
    if (why === null) return { containment, refused }
    refused.push({ kind, why })
  }
  const reasons = refused.map(({ kind, why }) => `${kind}: ${why}`).join('; ')
  throw new SandboxError('SANDBOX_NO_CONTAINMENT', ['notContained', reasons])
}
