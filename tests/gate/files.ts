/** Runs the Vitest files and counts; a skipped test must say why, and one that does not counts as failed. */
import { startVitest, type TestCase, type TestModule } from 'vitest/node'

/** How many files are named at the end as those that took longest. */
const SLOWEST = 12

export type FilesResult = { passed: number; failed: number; skipped: { name: string; reason: string }[] }

/**
 * Runs them all, then those files in which something failed once more, one after the other: tests of real networks,
 * browsers and clocks may fail for want of a processor among so many, and pass alone. Each such test is named, and one
 * that fails alone, too, has failed.
 */
export async function runTestFiles(root: string, filters: string[]): Promise<FilesResult> {
  const all = await run(root, filters, {})
  console.log(`longest: ${slowest(all.modules).join(', ')}`)
  const result = resultOf(all)
  const again = all.modules.filter((module) => failedIn(module)).map(({ relativeModuleId }) => relativeModuleId)
  if (all.unhandled === 0 && again.length > 0 && again.length <= MOST_AGAIN) {
    console.log(`— once more, alone: ${again.join(', ')}`)
    const alone = await run(root, again, { maxWorkers: 1 })
    const second = resultOf(alone)
    const modules = alone.modules.filter(({ relativeModuleId }) => again.includes(relativeModuleId))
    const before = resultOf({ modules: all.modules.filter((module) => failedIn(module)), unhandled: 0 })
    for (const name of names(all.modules, 'failed'))
      if (names(modules, 'passed').includes(name)) console.log(`passed only when run again, alone: ${name}`)
    result.passed += second.passed - before.passed
    result.failed += second.failed - before.failed
  }
  process.exitCode = 0
  return result
}

/** More files than this have another cause than a busy machine. */
const MOST_AGAIN = 10

type Run = { modules: ReadonlyArray<TestModule>; unhandled: number }

async function run(root: string, filters: string[], more: { maxWorkers?: number }): Promise<Run> {
  let modules: ReadonlyArray<TestModule> = []
  let unhandled = 0
  const vitest = await startVitest('test', filters, {
    root,
    watch: false,
    ...more,
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
  return { modules, unhandled }
}

function resultOf({ modules, unhandled }: Run): FilesResult {
  const result: FilesResult = { passed: 0, failed: unhandled, skipped: [] }
  for (const module of modules) {
    if (module.errors().length > 0) result.failed += 1
    for (const test of module.children.allTests()) count(test, result)
  }
  if (modules.length === 0) result.failed += 1
  return result
}

function failedIn(module: TestModule): boolean {
  return module.errors().length > 0 || module.state() === 'failed'
}

function names(modules: ReadonlyArray<TestModule>, state: 'passed' | 'failed'): string[] {
  return modules.flatMap((module) =>
    Array.from(module.children.allTests(state), ({ fullName }) => `${module.relativeModuleId} > ${fullName}`),
  )
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
