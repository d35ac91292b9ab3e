/** The same programs by CPython and by us: the same results, the same errno. */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Case, Results } from './parity/case.ts'
import { FILES } from './parity/cases/files.ts'
import { KINDS } from './parity/cases/kinds.ts'
import { MULTIPLEXING } from './parity/cases/multiplexing.ts'
import { NAMES } from './parity/cases/names.ts'
import { NETWORK } from './parity/cases/network.ts'
import { OPTIONS } from './parity/cases/options.ts'
import { TCP } from './parity/cases/tcp.ts'
import { UDP } from './parity/cases/udp.ts'
import { UNIX } from './parity/cases/unix.ts'
import { WAITING } from './parity/cases/waiting.ts'
import { CONSTANTS, canBeAlone, cpythonConstants, cpythonIsHere, run, type Where } from './parity/run.ts'
import { hasTwin } from './parity/twin.ts'

const GROUPS: { group: string; cases: Case[]; where: Where }[] = [
  { group: 'kinds of sockets', cases: KINDS, where: 'machine' },
  { group: 'TCP', cases: TCP, where: 'machine' },
  { group: 'UDP', cases: UDP, where: 'machine' },
  { group: 'UNIX sockets', cases: UNIX, where: 'machine' },
  { group: 'options', cases: OPTIONS, where: 'machine' },
  { group: 'waiting', cases: WAITING, where: 'machine' },
  { group: 'names and numbers', cases: NAMES, where: 'machine' },
  { group: 'files', cases: FILES, where: 'machine' },
  { group: 'select, poll, epoll', cases: MULTIPLEXING, where: 'machine' },
  { group: 'a network of its own', cases: NETWORK, where: 'alone' },
]
const CPYTHON = cpythonIsHere()
const ALONE = canBeAlone()

describe.each(GROUPS)('$group', ({ cases, where }) => {
  const possible = CPYTHON && (where === 'machine' || ALONE)
  const twins = cases.filter(({ lines }) => hasTwin(lines))
  let cpython: Results = []
  let ours: Results = []
  let awaiting: Results = []
  beforeAll(() => {
    if (!possible) return
    cpython = run('cpython', cases, where)
    ours = run('ours', cases, where)
    awaiting = run('awaiting', twins, where)
  })

  test.for(cases)('$name', (each, context) => {
    skipUnless(context, where)
    const at = cases.indexOf(each)
    expect(dialogue(each, ours[at])).toEqual(dialogue(each, cpython[at]))
  })

  test.for(twins)('$name, awaited', (each, context) => {
    skipUnless(context, where)
    expect(dialogue(each, awaiting[twins.indexOf(each)])).toEqual(dialogue(each, cpython[cases.indexOf(each)]))
  })
})

test('constants have the numbers that CPython has for their names', (context) => {
  skipUnless(context, 'machine')
  const { SOMAXCONN: _ofTheHeaders, ...ours } = CONSTANTS
  const known = Object.entries(cpythonConstants()).filter(([name]) => name in ours)
  expect(known.length).toBeGreaterThan(100)
  expect(Object.fromEntries(known.map(([name]) => [name, ours[name]]))).toEqual(Object.fromEntries(known))
})

test('there are at least 150 cases, with names of their own', () => {
  const names = GROUPS.flatMap(({ group, cases }) => cases.map(({ name }) => `${group}: ${name}`))
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThanOrEqual(150)
})

function skipUnless(context: { skip(condition: boolean, note: string): void }, where: Where): void {
  context.skip(!CPYTHON, 'python3 is not installed, with which results are compared')
  context.skip(where === 'alone' && !ALONE, 'no network namespace can be made here')
}

/** Each line with what came of it: a difference is then shown beside the line that makes it. */
function dialogue({ lines }: Case, results: Results[number] | undefined): string[] {
  return lines.map((line, i) => `${line}  →  ${JSON.stringify(results?.[i])}`)
}
