/** tshark reading a file: packets a second, with its start taken off. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pcap } from '../../src/wire/pcap.ts'
import { busyOfEnded } from './process-tree.ts'
import { median } from './stats.ts'

/** By the clock, and by the processor time of tshark. */
export type Rates = { perSecond: number[]; perBusySecond: number[] }
type Took = { seconds: number; busy: number }

export type TsharkReading = {
  /** Reads both files once. */
  pass(): void
  /** Packets a second of each pass so far; the median start is taken off. */
  rates(): Rates
  close(): void
}

/** Null where there is no tshark. It prints a line for each packet, to nowhere. */
export function openTshark(frames: Uint8Array[]): TsharkReading | null {
  if (spawnSync('tshark', ['--version']).status !== 0) return null
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'))
  const [empty, full] = [join(folder, 'empty.pcap'), join(folder, 'full.pcap')]
  writeFileSync(empty, pcap([]))
  writeFileSync(full, pcap(frames.map((data, index) => ({ at: index * 100, data, length: data.length }))))
  const passes: { start: Took; whole: Took }[] = []
  const rates = (of: (took: Took) => number) => {
    const start = median(passes.map((pass) => of(pass.start)))
    return passes.map((pass) => frames.length / (of(pass.whole) - start))
  }
  return {
    pass: () => passes.push({ start: read(empty), whole: read(full) }),
    rates: () => ({ perSecond: rates(({ seconds }) => seconds), perBusySecond: rates(({ busy }) => busy) }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function read(file: string): Took {
  const began = performance.now()
  const before = busyOfEnded()
  execFileSync('tshark', ['-n', '-r', file], { stdio: 'ignore' })
  return { seconds: (performance.now() - began) / 1000, busy: busyOfEnded() - before }
}
