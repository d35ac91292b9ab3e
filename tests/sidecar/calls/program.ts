/** Runs a real Node program with the preload and reads what it reports on fd 4. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { parseCallLine, type RawCall } from '../../../src/sidecar/calls/parse.ts'

export const PRELOAD = join(import.meta.dirname, '../../../src/sidecar/calls/preload/index.cjs')

export type Ran = {
  calls: RawCall[]
  lines: string[]
  stdout: string
  stderr: string
  code: number | null
}

/**
 * `source` is a TypeScript module; the first line of it is line 1. `fd4`: whether a pipe is handed down; `readAfter`:
 * what the program prints before it is read.
 */
export async function ran(
  source: string,
  { fd4 = true, readAfter = '', prepare = (_folder: string) => {} } = {},
): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-calls-'))
  try {
    writeFileSync(join(folder, 'program.ts'), source)
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    prepare(folder)
    const child = spawn(process.execPath, ['--require', PRELOAD, 'program.ts'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe', 'ignore', ...(fd4 ? (['pipe'] as const) : [])],
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
    const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
    const [stdout, stderr, reported] = await Promise.all([
      text(child.stdout!),
      text(child.stderr!),
      fd4 ? printed(child.stdout!, readAfter).then(() => text(child.stdio[4] as Readable)) : '',
    ])
    clearTimeout(timer)
    const lines = reported.split('\n').filter(Boolean)
    const calls = lines.map((line) => {
      const call = parseCallLine(line)
      if (!call) throw new Error(`not understood: ${line}`)
      return call
    })
    return { calls, lines, stdout, stderr, code: await exited }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function printed(stdout: Readable, words: string): Promise<void> {
  let heard = ''
  const hear = (chunk: Buffer) => {
    heard += chunk
  }
  stdout.on('data', hear)
  while (!heard.includes(words)) await once(stdout, 'data')
  stdout.off('data', hear)
}

/** Reports of one call that have their end. */
export function finished(calls: RawCall[], call: string): RawCall[] {
  return calls.filter((each) => each.call === call && each.until !== undefined)
}
