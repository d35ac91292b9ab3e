/** Runs cases by CPython and by ourselves, each in a process and an empty folder of its own. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as wire from '../../../src/socket/index.ts'
import type { Case, Results, Told } from './case.ts'

const LONGEST_MS = 35_000
const OURS = [process.execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'ours.ts')]
const CPYTHON = ['python3', '-B', join(import.meta.dirname, 'cpython.py')]
/** A user and a network namespace in which the program is root, with nothing but lo. */
const ALONE = ['unshare', '--user', '--map-root-user', '--net', '--']
const INSIDE = [process.execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'inside.ts')]
/** Ports from here on are the kernel's choice. */
const CHOSEN_PORTS = 1024

export const CONSTANTS = Object.fromEntries(Object.entries(wire).filter(([, value]) => typeof value === 'number'))

export type Where = 'machine' | 'alone'
export type Who = 'cpython' | 'ours' | 'awaiting'

export function cpythonIsHere(): boolean {
  return spawnSync('python3', ['-c', 'import socket, select; select.epoll']).status === 0
}

/** Everything in its `socket` and `select` that is a number. */
export function cpythonConstants(): Record<string, number> {
  const numbers = '{k: int(v) for m in (select, socket) for k, v in vars(m).items() if isinstance(v, int)}'
  const script = `import json, select, socket; print(json.dumps(${numbers}))`
  return JSON.parse(spawnSync('python3', ['-c', script], { encoding: 'utf8' }).stdout) as Record<string, number>
}

/** Whether a network of its own can be made here, with the rights to raw sockets in it. */
export function canBeAlone(): boolean {
  return spawnSync(ALONE[0]!, [...ALONE.slice(1), 'true']).status === 0
}

export function run(who: Who, cases: readonly Case[], where: Where): Results {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-parity-'))
  try {
    const runner = who === 'cpython' ? CPYTHON : who === 'ours' ? OURS : [...OURS, 'awaiting']
    const [program, ...args] = where === 'alone' ? [...ALONE, ...INSIDE, ...runner] : runner
    const { status, signal, stdout, stderr } = spawnSync(program!, args, {
      cwd: folder,
      input: JSON.stringify({ cases: cases.map(({ lines }) => lines), constants: CONSTANTS }),
      encoding: 'utf8',
      timeout: LONGEST_MS,
      maxBuffer: 1 << 26,
    })
    if (status !== 0) throw new Error(`${who} ended with ${signal ?? status}: ${stderr}`)
    return (JSON.parse(stdout) as Results).map(comparable)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** With ports that the kernel has chosen named by the order in which they appear. */
function comparable(told: Told[]): Told[] {
  const names = new Map<number, string>()
  const rename = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value
    const [host, port, ...rest] = value
    if (typeof host !== 'string' || typeof port !== 'number' || port < CHOSEN_PORTS) return value.map(rename)
    if (!names.has(port)) names.set(port, `port ${names.size + 1}`)
    return [host, names.get(port), ...rest.map(rename)]
  }
  return told.map((each) => ('value' in each ? { value: rename(each.value) } : each))
}
