/** `vitest run` in a folder of test files, with Vitest's own defaults. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, join } from 'node:path'
import { ROOT } from '../../src/course/load.ts'

const ENVIRONMENT = {
  ...process.env,
  PATH: `${join(ROOT, 'node_modules/.bin')}${delimiter}${process.env.PATH}`,
  NO_COLOR: '1',
}
const COMMANDS = {
  /** As a learner would type it. */
  'npx vitest run': ['npx', '--no-install', 'vitest', 'run'],
  /** The same without npx. */
  'vitest run': [process.execPath, join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run'],
} as const

/** Milliseconds; rejects unless `tests` tests passed. */
export async function vitestRun(command: keyof typeof COMMANDS, folder: string, tests: number): Promise<number> {
  const began = performance.now()
  const [program, ...args] = [...COMMANDS[command], '--root', '.']
  const child = spawn(program, args, { cwd: folder, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  const [code] = (await once(child, 'close')) as [number | null]
  const ms = performance.now() - began
  if (code !== 0 || !new RegExp(`Tests +${tests} passed`).test(said))
    throw new Error(`${command} did not pass ${tests} tests (exit code ${code}):\n${said}`)
  return ms
}
