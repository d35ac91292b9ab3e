/** Round trips over loopback between two processes: wirebook/socket at both ends, against CPython at both ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Claim, Measured, Result } from './support/claim.ts'
import { rounds } from './support/rounds.ts'

const ROUNDS = { atMost: 40, withinMs: 30_000, warmUp: true }
const TRIPS = 1_000
const PROGRAMS = join(import.meta.dirname, 'programs')
const OURS = [process.execPath, join(PROGRAMS, 'round-trips.ts')]
const CPYTHON = ['python3', join(PROGRAMS, 'round_trips.py')]

const CPYTHON_IS_HERE = spawnSync(CPYTHON[0]!, ['--version']).status === 0

type Side = { once(): Promise<number>; close(): void }

export const claim: Claim = {
  title: `${TRIPS} round trips of 64 bytes over a TCP connection on loopback (ms here are µs for each)`,
  target: 'blocking, at most 1.3 of plain CPython; awaited, at most 2 of its asyncio',
  measure,
}

async function measure(): Promise<Result> {
  const measured = [
    await compared('blocking', 'CPython, blocking', 1.3),
    await compared('awaiting', 'CPython, asyncio', 2),
  ]
  const notes = ['Both ends are processes of their own; the serving end blocks in every case.']
  if (!CPYTHON_IS_HERE) notes.push('python3 is not installed: nothing to compare with.')
  return { measured, notes }
}

async function compared(mode: string, rivalName: string, limit: number): Promise<Measured> {
  const ours = await side(OURS, mode)
  const cpython = CPYTHON_IS_HERE ? await side(CPYTHON, mode) : null
  const values: number[] = []
  const rival: number[] = []
  try {
    for (const round of rounds(ROUNDS)) {
      const [first, second] = [await ours.once(), await cpython?.once()]
      if (round < 0) continue
      values.push(first)
      if (second !== undefined) rival.push(second)
    }
  } finally {
    ours.close()
    cpython?.close()
  }
  return {
    what: `wirebook/socket, ${mode}`,
    unit: 'ms',
    values,
    ...(cpython && { rival: { what: rivalName, values: rival }, goal: { of: 'ratio', limit } }),
  }
}

async function side(command: string[], mode: string): Promise<Side> {
  const server = started(command, ['serve'])
  const client = started(command, [mode, String(await server.next()), String(TRIPS)])
  return {
    once: () => {
      client.child.stdin!.write('go\n')
      return client.next()
    },
    close: () => {
      for (const { child } of [client, server]) child.kill()
    },
  }
}

function started([program, ...args]: string[], more: string[]): { child: ChildProcess; next(): Promise<number> } {
  const child = spawn(program!, [...args, ...more], { stdio: ['pipe', 'pipe', 'inherit'] })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const lines = createInterface(child.stdout!)[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await Promise.race([lines.next(), failed])
    if (done) throw new Error(`${program} ${more[0]} ended`)
    return Number(value)
  }
  return { child, next }
}
