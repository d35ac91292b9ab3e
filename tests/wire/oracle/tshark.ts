/** tshark as it reads a file: the values of chosen fields, packet by packet. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { pcapng } from '../../../src/wire/pcapng.ts'

const version =
  /^TShark \(Wireshark\) (\d+\.\d+)/.exec(String(spawnSync('tshark', ['--version']).stdout ?? ''))?.[1] ?? null
const found = version !== null

export const TSHARK = found
/** For a test that asks tshark. */
export function tsharkInstalled(context: Pick<TestContext, 'skip'>): void {
  context.skip(!found, 'tshark is not installed')
}

/** Our analysis follows the rules of this release; others judge odd cases in other ways. */
const RULES_OF = '4.0'
export function tsharkOfOurRules(context: Pick<TestContext, 'skip'>): void {
  tsharkInstalled(context)
  context.skip(version !== RULES_OF, `tshark ${version} is installed, and the rules compared are those of ${RULES_OF}`)
}

export type Frame = { at: number; data: Uint8Array; length: number }

/** Checks that are off by default; addresses are never looked up. */
const SETTINGS = ['ip.check_checksum', 'tcp.check_checksum', 'udp.check_checksum'].flatMap((name) => [
  '-o',
  `${name}:TRUE`,
])
/** Kept apart by characters that no value holds. */
const [VALUES, COLUMNS] = ['\u001f', '\u001e']
const EPOCH = 1_767_323_045_678_901

let names: Set<string> | undefined
/** Whether the tshark that is installed has a field: some were renamed between its versions. */
export function knowsField(name: string): boolean {
  names ??= new Set(
    execFileSync('tshark', ['-G', 'fields'], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .split('\n')
      .map((line) => line.split('\t')[2] ?? ''),
  )
  return names.has(name)
}

/** For each packet the values of each field, in the order in which they stand in it; an absent field has none. */
export function tsharkFields(frames: readonly Frame[], names: readonly string[], options: string[] = []): string[][][] {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-oracle-'))
  try {
    const file = join(folder, 'capture.pcapng')
    writeFileSync(file, pcapng({ links: [{ name: 'wire' }], packets: frames, epochMicros: EPOCH }))
    const layout = ['-E', 'occurrence=a', '-E', `aggregator=${VALUES}`, '-E', `separator=${COLUMNS}`]
    const args = ['-n', '-r', file, ...SETTINGS, ...options, '-T', 'fields', ...layout]
    const text = execFileSync('tshark', [...args, ...names.flatMap((name) => ['-e', name])], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    })
    const lines = text.split('\n').slice(0, frames.length)
    return lines.map((line) => line.split(COLUMNS).map((value) => (value === '' ? [] : value.split(VALUES))))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
