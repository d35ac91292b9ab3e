/**
 * `npm test`: the one gate. Types, format and lint, the built site, every test file, and the proof of the course.
 * Each step counts as one test besides the tests it runs itself. Last line: `N passed, N failed[, N skipped]`.
 *
 *   npm test                     everything
 *   npm test -- wire grader      only test files whose path contains one of the words
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { runTestFiles } from './gate/files.ts'

const root = join(import.meta.dirname, '..')
const only = process.argv.slice(2)
const tally = { passed: 0, failed: 0, skipped: 0 }

type Step = { name: string; command: string[] }
const before: Step[] = [
  { name: 'types', command: ['tests/gate/types.ts'] },
  { name: 'format and lint', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'site builds', command: ['src/cli/main.ts', 'build'] },
]
const after: Step[] = [{ name: 'course check', command: ['src/cli/main.ts', 'check', '--no-cache'] }]

if (only.length === 0) for (const step of before) await runStep(step)
const files = await runTestFiles(root, only)
tally.passed += files.passed
tally.failed += files.failed
tally.skipped += files.skipped.length
if (only.length === 0) for (const step of after) await runStep(step)

for (const { name, reason } of files.skipped) console.log(`skipped: ${name}: ${reason}`)
console.log(`${tally.passed} passed, ${tally.failed} failed${tally.skipped > 0 ? `, ${tally.skipped} skipped` : ''}`)
process.exitCode = tally.failed > 0 ? 1 : 0

async function runStep({ name, command }: Step): Promise<void> {
  const began = performance.now()
  console.log(`— ${name}`)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
    cwd: root,
    stdio: 'inherit',
  })
  const code = await new Promise<number | null>((done) => child.once('close', done))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
  tally[code === 0 ? 'passed' : 'failed'] += 1
}
