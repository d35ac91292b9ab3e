/**
 * What it takes from a program to have its socket calls told: what it carries in a second of processor time, watched,
 * against the same unwatched. Each program keeps its processor busy, and others that want it too change little.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { parseCallLine } from '../src/sidecar/calls/parse.ts'
import { buildSocketModule } from '../src/socket/build.ts'
import type { Claim, Measured, Result, Unit } from './support/claim.ts'
import { rounds } from './support/rounds.ts'
import { median } from './support/stats.ts'

const PAIRS = { atMost: 7, withinMs: 18_000 }
const ROOT = join(import.meta.dirname, '..')
const PROGRAMS = join(import.meta.dirname, 'programs/calls')
const PRELOAD = join(ROOT, 'src/sidecar/calls/preload/index.cjs')

type Work = { what: string; file: string; args: string[]; unit: Unit }

const WORK: Work[] = [
  { what: 'node:net, writes of 64 KiB', file: 'tcp.ts', args: ['65536'], unit: 'MB/s' },
  { what: 'node:net, a message of 32 bytes and its echo', file: 'echo.ts', args: [], unit: 'round trips/s' },
  { what: 'node:dgram, datagrams of 100 bytes', file: 'udp.ts', args: [], unit: 'datagrams/s' },
  { what: 'wirebook/socket, 32 bytes and their echo, blocking', file: 'bsd.ts', args: [], unit: 'round trips/s' },
]

export const claim: Claim = {
  title: 'Throughput over loopback of a program whose socket calls are told, in its first 2 s, by processor time',
  target: 'at least 0.9 of the same program unwatched',
  measure,
}

async function measure(): Promise<Result> {
  const folder = prepared()
  try {
    const measured: Measured[] = []
    const notes: string[] = []
    for (const work of WORK) {
      const [values, rival, told, missing]: number[][] = [[], [], [], []]
      for (const pair of rounds(PAIRS)) {
        // Whoever goes first finds the machine a little different.
        const order = pair % 2 === 0 ? [true, false] : [false, true]
        for (const watched of order) {
          const outcome = await once(folder, work, watched)
          ;(watched ? values : rival)!.push(outcome.rate)
          if (!watched) continue
          told!.push(outcome.told)
          missing!.push(outcome.missing)
        }
      }
      measured.push({
        what: work.what,
        unit: work.unit,
        values: values!,
        rival: { what: 'unwatched', values: rival! },
        goal: { of: 'ratio', limit: 0.9 },
      })
      notes.push(
        `${work.what}: ${median(told!)} reports told, ${median(missing!)} calls counted and not told (medians)`,
      )
    }
    return { measured, notes }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A folder in which programs find wirebook/socket as learners' do. */
function prepared(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'))
  const modules = join(folder, 'node_modules')
  mkdirSync(modules)
  buildSocketModule(join(modules, 'wirebook'))
  symlinkSync(join(ROOT, 'node_modules/koffi'), join(modules, 'koffi'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const { file } of WORK) copyFileSync(join(PROGRAMS, file), join(folder, file))
  return folder
}

type Outcome = { rate: number; told: number; missing: number }

async function once(cwd: string, { file, args }: Work, watched: boolean): Promise<Outcome> {
  const preload = watched ? ['--require', PRELOAD] : []
  const child = spawn(process.execPath, [...preload, file, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'pipe'],
  })
  const [printed, reports] = await Promise.all([text(child.stdout!), text(child.stdio[4] as Readable)])
  const rate = Number(printed)
  if (!(rate > 0)) throw new Error(`${file} printed "${printed}" instead of a rate`)
  const calls = reports.split('\n').flatMap((line) => parseCallLine(line) ?? [])
  return { rate, told: calls.length, missing: calls.reduce((sum, call) => sum + (call.missing ?? 0), 0) }
}
