/** Labs as folders, run by plain Node on the loopback of a network of their own: they print what the labs' recordings have. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Moved, moved, movedAddresses } from '../../src/course/lab-folder/addresses.ts'
import { labFolder } from '../../src/course/lab-folder/folder.ts'
import type { FolderProgram } from '../../src/course/lab-folder/folder-program.ts'
import { LABS, loadLab, ROOT } from '../../src/course/load.ts'
import { networkOf } from '../../src/course/network.ts'
import { hostOf } from '../../src/course/programs.ts'
import type { Lab } from '../../src/course/schema.ts'
import type { Recording } from '../../src/protocol/recording.ts'
import { NAMESPACES, ownNetwork, ROOT_USER } from '../support/tier.ts'

const PATIENCE_MS = 60_000
const folder = mkdtempSync(join(tmpdir(), 'lab-folders-'))
/** Holds the network while it lives; the end of its input is its end. */
let holder: ChildProcess

beforeAll(async () => {
  if (!NAMESPACES) return
  const own = ROOT_USER ? ['--net'] : ['--user', '--map-root-user', '--net']
  holder = spawn('unshare', [...own, 'sh', '-c', 'ip link set lo up && echo up && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await new Promise<void>((done, fail) => {
    holder.stdout!.once('data', () => done())
    holder.once('error', fail).once('exit', () => fail(new Error('there is no network to run in')))
  })
})
afterAll(async () => {
  holder?.stdin?.end()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(ownNetwork)

type Process = { program: FolderProgram; child: ChildProcess; printed: string; ended: Promise<void> }

function start(program: FolderProgram, cwd: string): Process {
  const into = ROOT_USER ? ['--net'] : ['--user', '--preserve-credentials', '--net']
  const words = ['-t', `${holder.pid}`, ...into, process.execPath, program.file, ...program.args]
  const { PATH } = process.env
  const child = spawn('nsenter', words, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH } })
  const one: Process = { program, child, printed: '', ended: new Promise((done) => child.once('close', () => done())) }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    one.printed += text
  })
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    one.printed += text
  })
  return one
}

/** Does anybody in that network wait there? */
function waitsAt(endpoint: string): boolean {
  const [kind = '', at = ''] = endpoint.split(/:(.*)/s)
  const table = (name: string) => readFileSync(`/proc/${holder.pid}/net/${name}`, 'utf8')
  if (kind === 'unix') return table('unix').includes(` ${at}`)
  const port = `:${Number(at).toString(16).toUpperCase().padStart(4, '0')} `
  const listening = (row: string) => kind === 'udp' || / 0A /.test(row)
  return [kind, `${kind}6`].some((name) =>
    table(name)
      .split('\n')
      .some((row) => (row.trim().split(/\s+/)[1] ?? '').concat(' ').endsWith(port) && listening(row)),
  )
}

/** Each is started when what it waits for is there, as the README says. */
async function runAll(programs: readonly FolderProgram[], cwd: string): Promise<Map<string, Process>> {
  const running = new Map<string, Process>()
  for (const program of programs) {
    for (const name of program.after) {
      const { program: other, ended } = running.get(name)!
      if (other.ready === null) await ended
      else await vi.waitFor(() => expect(waitsAt(other.ready!)).toBe(true), { timeout: PATIENCE_MS })
    }
    running.set(program.name, start(program, cwd))
  }
  return running
}

/** Without what is another in every run; sorted, for one program may hear several others. */
function lasting(text: string): string[] {
  return text
    .replace(/\b(3[2-9]\d{3}|[4-6]\d{4})\b/g, 'PORT')
    .replace(/\b\d+(\.\d+)? ?(ms|MiB)\b/g, 'SOME')
    .replace(/^\d+$/gm, 'PROCESS')
    .replace(/host is called \S+,/g, 'host is called NAME,')
    .trimEnd()
    .split('\n')
    .toSorted()
}

/** Of the hosts on which programs run: another's address may be what a program speaks of. */
function addressesOf(lab: Lab): Moved {
  const network = networkOf(lab)
  const own = network.hosts
    .filter(({ name }) => lab.programs.some((program) => hostOf(program, network) === name))
    .flatMap(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses.map((one) => one.split('/')[0])))
  return new Map([...movedAddresses(lab, network)].filter(([from]) => own.includes(from)))
}

function recorded(id: string): Record<string, string> {
  const { runs } = JSON.parse(readFileSync(join(LABS, id, 'recording.json'), 'utf8')) as Recording
  const printed: Record<string, string> = {}
  for (const [, event] of runs[0]!.events)
    if (event.type === 'output') printed[event.program] = (printed[event.program] ?? '') + event.text
  return printed
}

describe.each([
  ['one host, TCP', 'sockets/first-conversation-3'],
  ['one host, UDP', 'bench/first-packet-2'],
  ['two hosts', 'tcp/handshake-1'],
  ['two hosts and files beside the programs', 'beyond/http-1'],
  ['three hosts, two of them on one port', 'beyond/dns-1'],
  ['UNIX sockets', 'programs/p9-unix'],
  ['a program that starts when another has ended', 'sockets/first-conversation-4'],
  ['wirebook/socket', 'programs/p3-skeleton'],
  ['wirebook/socketserver and its workers', 'servers/concurrency-4'],
  ['one program and wirebook/struct', 'reference/struct-letters'],
])('%s', (_kind, id) => {
  test(`${id} prints what it prints in the lab`, { timeout: 2 * PATIENCE_MS }, async () => {
    const { lab, files } = loadLab(id)
    const made = labFolder({ id, lab, files, args: {}, locale: 'en' })
    const cwd = join(folder, made.name)
    mkdirSync(cwd)
    for (const [name, text] of Object.entries(made.files)) writeFileSync(join(cwd, name), text)
    if (made.modules.length > 0) {
      // As the README says.
      mkdirSync(join(cwd, 'node_modules'))
      symlinkSync(ROOT, join(cwd, 'node_modules/wirebook'))
    }
    const running = await runAll(made.programs, cwd)
    try {
      const addresses = addressesOf(lab)
      for (const [name, text] of Object.entries(recorded(id)))
        await vi.waitFor(
          () => expect(lasting(running.get(name)!.printed), name).toEqual(lasting(moved(text, addresses))),
          { timeout: PATIENCE_MS, interval: 100 },
        )
    } finally {
      for (const { child } of running.values()) child.kill('SIGKILL')
      await Promise.all([...running.values()].map(({ ended }) => ended))
    }
  })
})
