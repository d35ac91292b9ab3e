/** What a contained program sees and may use; bubblewrap.ts and rootview.ts carry it out alike. */
import { existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Limits } from '../../limits.ts'
import type { SessionGroup } from '../memory-group/groups.ts'
import { CALLS_PRELOAD, GATE, INSIDE, KOFFI, KOFFI_BINARY, KOFFI_BINARY_NAME } from '../paths.ts'
import type { Capability } from '../types.ts'

export type Bind = { from: string; to: string }

export type View = {
  /** Host name inside. */
  host: string
  /** Read-only binds, files or folders, beside the system's. */
  binds: Bind[]
  /** Folder to start in. */
  folder: string
  /** First word is a path inside. */
  command: string[]
  limits: Limits
  /**
   * The starter puts the resource limits on it (limit.ts) before anything of a learner's is in it, which costs no program
   * between bubblewrap and the command. Where the containment sets them itself it does so all the same.
   */
  limitedLater?: boolean
  /** In which its memory is bounded; null: it is watched alone. */
  memory?: SessionGroup | null
  /** Kept over the network namespace it starts in. Default none. */
  capabilities?: readonly Capability[]
  /** Default ENVIRONMENT. */
  environment?: Record<string, string>
  /** False: without the machine's programs and libraries, where the containment itself can do without them. */
  system?: boolean
}

/** uid and gid inside. */
export const LEARNER_ID = 1000
export const SHM_BYTES = 4 << 20
/** Files and folders of /tmp, and of /dev/shm: each costs the kernel about a KiB that no limit on bytes counts. */
export const FILES = 8_192
export const DEVICES = ['null', 'zero', 'full', 'random', 'urandom']

/** The whole environment of a contained program. */
export const ENVIRONMENT: Record<string, string> = {
  PATH: '/usr/bin:/bin',
  HOME: '/tmp',
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  USER: 'learner',
  // Refused by the filter; libuv need not try.
  UV_USE_IO_URING: '0',
  NODE_DISABLE_COMPILE_CACHE: '1',
  // For gate.cjs, which takes it away again: a process need not load what strips types.
  WIREBOOK_STRIPPED: '1',
}

/** A name directly under `/` of the machine: a link (merged /usr) or a folder to bind. */
export type SystemEntry = { name: string; link: string } | { name: string; bind: true }

/** What of the machine's own programs and libraries is shown. */
export function systemEntries(): SystemEntry[] {
  const entries: SystemEntry[] = []
  for (const name of ['bin', 'lib', 'lib64'].flatMap((folder) => [`usr/${folder}`, folder])) {
    const status = lstatSync(`/${name}`, { throwIfNoEntry: false })
    if (status?.isSymbolicLink()) entries.push({ name, link: readlinkSync(`/${name}`) })
    else if (status?.isDirectory()) entries.push({ name, bind: true })
  }
  return entries
}

/** Files of ours that every learner's program gets: Node, the gate, what tells its calls, the socket module with koffi. */
export function courseBinds(node: string, wirebook: string | null, calls = CALLS_PRELOAD): Bind[] {
  const binds: Bind[] = [
    { from: node, to: INSIDE.node },
    { from: GATE, to: INSIDE.gate },
    { from: calls, to: INSIDE.calls },
  ]
  if (existsSync(KOFFI)) binds.push({ from: KOFFI, to: join(INSIDE.packages, 'koffi') })
  if (existsSync(KOFFI_BINARY)) binds.push({ from: KOFFI_BINARY, to: join(INSIDE.packages, KOFFI_BINARY_NAME) })
  if (wirebook !== null) binds.push({ from: wirebook, to: join(INSIDE.packages, 'wirebook') })
  return binds
}

/** Writes an /etc that names the hosts of a network, and asks no name server. */
export function writeEtc(folder: string, hosts: HostNames[]): void {
  mkdirSync(folder, { recursive: true })
  writeHosts(folder, hosts)
  // All addresses of a name, not those of the first line that has it.
  writeFileSync(join(folder, 'host.conf'), 'multi on\n')
  writeFileSync(join(folder, 'nsswitch.conf'), 'hosts: files\npasswd: files\ngroup: files\n')
  writeFileSync(join(folder, 'passwd'), `learner:x:${LEARNER_ID}:${LEARNER_ID}:learner:/tmp:/bin/sh\n`)
  writeFileSync(join(folder, 'group'), `learner:x:${LEARNER_ID}:\n`)
}

export type HostNames = { name: string; addresses: string[] }

/** Programs that run find the new names at their next question; none reads half a file. */
export function writeHosts(folder: string, hosts: HostNames[]): void {
  const names = hosts.flatMap(({ name, addresses }) => addresses.map((address) => `${address} ${name}\n`))
  const six = names.some((line) => line.includes(':')) ? '::1 localhost\n' : ''
  const file = join(folder, 'hosts')
  writeFileSync(`${file}.new`, `127.0.0.1 localhost\n${six}${names.join('')}`)
  renameSync(`${file}.new`, file)
}

/** Flags of the learner's Node. */
export function nodeFlags(limits: Limits): string[] {
  return [`--max-old-space-size=${limits.heapMiB}`, '--disable-warning=ExperimentalWarning', '--disable-sigusr1']
}

/** A warm Node that waits at the gate for an entry file which need not exist yet. */
export function gatedCommand(
  places: { node: string; gate: string; work: string },
  file: string,
  limits: Limits,
): string[] {
  return [places.node, ...nodeFlags(limits), '--require', places.gate, join(places.work, file)]
}

const MIB = 1 << 20
export type ResourceLimit = { name: string; number: number; soft: number; hard: number }

/** Not 0: a handler that core_pattern names gets a dump whatever the limit is, but for this one value (core(5)). */
const CORE_BYTES = 1
/** Signals that wait, of timers above all. */
const PENDING_SIGNALS = 1_024

/** Resource limits by their prlimit(1) names, as the learner's process has them. */
export function resourceLimits(limits: Limits): ResourceLimit[] {
  const limit = (name: string, number: number, soft: number, hard = soft) => ({ name, number, soft, hard })
  return [
    // The soft CPU limit's signal is one that pid 1 ignores; the hard one kills.
    limit('cpu', 0, limits.cpuSeconds, limits.cpuSeconds + 1),
    limit('fsize', 1, limits.fileMiB * MIB),
    limit('data', 2, limits.dataMiB * MIB),
    limit('core', 4, CORE_BYTES),
    limit('nproc', 6, limits.processes),
    limit('nofile', 7, limits.descriptors),
    limit('memlock', 8, 64 << 10),
    limit('sigpending', 11, PENDING_SIGNALS),
    limit('msgqueue', 12, 0),
  ]
}
