/** Runs the Vitest files and counts; a skipped test must say why, and one that does not counts as failed. */
import { startVitest, type TestCase, type TestModule } from 'vitest/node'

/** How many files are named at the end as those that took longest. */
const SLOWEST = 12

export type FilesResult = { passed: number; failed: number; skipped: { name: string; reason: string }[] }

export async function runTestFiles(root: string, filters: string[]): Promise<FilesResult> {
  let modules: ReadonlyArray<TestModule> = []
  let unhandled = 0
  const vitest = await startVitest('test', filters, {
    root,
    watch: false,
    reporters: [
      'default',
      {
        onTestRunEnd(all, errors) {
          modules = all
          unhandled = errors.length
        },
      },
    ],
  })
  await vitest.close()
  const result: FilesResult = { passed: 0, failed: unhandled, skipped: [] }
  for (const module of modules) {
    if (module.errors().length > 0) result.failed += 1
    for (const test of module.children.allTests()) count(test, result)
  }
  if (modules.length === 0) result.failed += 1
  console.log(`longest: ${slowest(modules).join(', ')}`)
  process.exitCode = 0
  return result
}

/** Whoever makes the gate faster begins here; `longest-first.ts` has them in this order. */
function slowest(modules: ReadonlyArray<TestModule>): string[] {
  return modules
    .map((module) => ({ file: module.relativeModuleId, seconds: module.diagnostic().duration / 1_000 }))
    .toSorted((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST)
    .map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`)
}

function count(test: TestCase, into: FilesResult): void {
  const result = test.result()
  if (result.state === 'passed') into.passed += 1
  else if (result.state === 'skipped' && result.note) into.skipped.push({ name: test.fullName, reason: result.note })
  else {
    if (result.state === 'skipped')
      console.log(`✗ ${test.fullName} was skipped without a reason: use context.skip('reason')`)
    into.failed += 1
  }
}
