/** A spec is evaluated from its text: anew each time, keeping nothing, with its lines where they are. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, it } from 'vitest'
import { evaluateSpec, takeSpec } from '../../src/sidecar/grader/slot/inside/spec-module.ts'

const FILE = '/labs/unit/name/exercise.spec.ts'
const said: unknown[] = []
beforeEach(() => {
  said.length = 0
  Object.assign(globalThis, { __say: (value: unknown) => said.push(value) })
})

async function evaluated(code: string): Promise<unknown[]> {
  takeSpec({ code })
  await evaluateSpec(FILE)
  return said
}

it('has its own variables each time', async () => {
  const code = 'let n = 0\nn += 1\n__say(n)\n'
  await evaluated(code)
  expect(await evaluated(code)).toEqual([1, 1])
})

it.each([
  ['named', "import { sep } from 'node:path'", 'sep'],
  ['renamed', "import { sep as line } from 'node:path'", 'line'],
  [
    'over several lines, with blanks where types were',
    "import {\n  sep,\n      \n  join,\n} from 'node:path'",
    'join(sep)',
  ],
  ['as a whole', "import * as path from 'node:path'", 'path.sep'],
  ['by default', "import path from 'node:path'", 'path.sep'],
  ['by default and named', "import path, { sep } from 'node:path'", 'path.join(sep)'],
  ['for what it does alone', "import 'node:path'", "'/'"],
])('imports %s', async (_how, statement, value) => {
  expect(await evaluated(`${statement}\n__say(${value})\n`)).toEqual(['/'])
})

it('knows where it lies, may wait, and is strict', async () => {
  const code = 'await null\n__say(import.meta.dirname)\n__say((function () { return this })())\n'
  expect(await evaluated(code)).toEqual(['/labs/unit/name', undefined])
})

it('rejects with what it threw, at its own line', async () => {
  const error = await evaluated("import {\n  sep,\n} from 'node:path'\nthrow new Error(sep)\n").catch(
    (thrown) => thrown,
  )
  expect((error as Error).message).toBe('/')
  expect((error as Error).stack).toContain(`file://${FILE}:4:`)
})

it('rejects with what is wrong with its text', async () => {
  await expect(evaluated('const a = = 1\n')).rejects.toThrow(SyntaxError)
  takeSpec({ error: 'exercise.spec.ts: no' })
  await expect(evaluateSpec(FILE)).rejects.toThrow('exercise.spec.ts: no')
})

it('is not kept', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const code = Array.from({ length: 150 }, (_, n) => `const f${n} = async () => [${n}, 'a text of ${n}']`).join('\n')
  const held = async (times: number) => {
    for (let n = 0; n < times; n++) await evaluated(code)
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = await held(20)
  // A module of the runtime's would keep some 40 KB each time.
  expect((await held(300)) - before).toBeLessThan(3 << 20)
})
