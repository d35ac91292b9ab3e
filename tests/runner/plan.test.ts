import { describe, expect, test } from 'vitest'
import type { LoadedLab } from '../../src/course/load.ts'
import { Lab } from '../../src/course/schema.ts'
import { defaultFaults, planRun } from '../../src/sidecar/runner/plan.ts'

const both = (text: string) => ({ en: text, 'zh-cn': text })
function lab(more: object = {}): LoadedLab {
  return {
    id: 'unit/lab',
    folder: '',
    files: { 'server.ts': 'shipped server', 'client.ts': 'shipped client', 'frame.ts': 'shipped frame' },
    lab: Lab.parse({
      title: both('Lab'),
      programs: [
        { name: 'server', file: 'server.ts', ready: { listen: 'tcp:9999' }, limits: { packets: 7 } },
        { name: 'client', file: 'client.ts', after: ['server'], args: ['fixed', 'gap=9'] },
      ],
      options: [
        { program: 'client', name: 'gap', title: both('Gap'), values: ['0', '50'], default: '0' },
        { program: 'client', name: 'order', title: both('Order'), values: ['be', 'le'], default: 'be' },
      ],
      ...more,
    }),
  }
}
const argsOf = (args: Record<string, string[]>, name = 'client') =>
  planRun(lab(), { mode: 'batch', args }).programs.find((program) => program.name === name)?.spec.args

describe('arguments', () => {
  test("the lab's own come first, then the defaults of its options", () => {
    expect(argsOf({})).toEqual(['fixed', 'gap=9', 'gap=0', 'order=be'])
  })
  test('a value chosen takes the place of the default of that name, and of nothing else', () => {
    expect(argsOf({ client: ['gap=50', 'extra'] })).toEqual(['fixed', 'order=be', 'gap=50', 'extra'])
    expect(argsOf({ client: ['gap=50'] }, 'server')).toEqual([])
  })
})

describe('who takes part', () => {
  test('all programs, or those named, in the order of the lab', () => {
    expect(planRun(lab(), { mode: 'batch' }).programs.map(({ name }) => name)).toEqual(['server', 'client'])
    expect(planRun(lab(), { mode: 'batch', only: ['client'] }).programs.map(({ name }) => name)).toEqual(['client'])
  })
  test('a name that the lab does not have is an error that lists those it has', () => {
    expect(() => planRun(lab(), { mode: 'batch', only: ['nobody'] })).toThrow('it has server, client')
    expect(() => argsOf({ nobody: [] })).toThrow(expect.objectContaining({ code: 'PROGRAM_UNKNOWN' }))
  })
  test('a solo lab has one host; in a pair a program runs where the lab says, or where its name or role does', () => {
    const hosts = (more: object) => planRun(lab(more), { mode: 'batch' }).programs.map(({ spec }) => spec.host)
    expect(hosts({})).toEqual(['lab', 'lab'])
    expect(hosts({ topology: 'pair' })).toEqual(['server', 'client'])
    const programs = [
      { name: 'sink', file: 'server.ts', ready: { listen: 'tcp:1' } },
      { name: 'source', file: 'client.ts' },
      { name: 'third', file: 'client.ts', host: 'server' },
    ]
    expect(hosts({ topology: 'pair', programs, options: [] })).toEqual(['server', 'client', 'server'])
  })
})

describe('files and limits', () => {
  test("a file given takes the place of the lab's; the others stay", () => {
    const { files } = planRun(lab(), { mode: 'batch', files: { 'client.ts': 'mine' } })
    expect(files).toEqual({ 'server.ts': 'shipped server', 'client.ts': 'mine', 'frame.ts': 'shipped frame' })
    expect(() => planRun(lab(), { mode: 'batch', files: { 'new.ts': '' } })).toThrow('has no file "new.ts"')
  })
  test("a program's own limits go before the table's", () => {
    const [server, client] = planRun(lab(), { mode: 'batch' }).programs
    expect([server!.spec.limits.packets, client!.spec.limits.packets]).toEqual([7, 20_000])
  })
  test('the wall clock: 10 s, or as the lab or the caller says, never over 90 s', () => {
    const wall = (more: object, wallSeconds?: number) => planRun(lab(more), { mode: 'batch', wallSeconds }).wallSeconds
    expect([wall({}), wall({ wallSeconds: 30 }), wall({ wallSeconds: 30 }, 2), wall({}, 900)]).toEqual([10, 30, 2, 90])
  })
})

describe('faults', () => {
  const faults = { delay: { max: 500, default: 200 }, dropFirst: { from: 'client', max: 3, default: 2 } }
  test("a lab's defaults become a plan", () => {
    const { lab: pair } = lab({ topology: 'pair', faults })
    expect(defaultFaults(pair, 5)).toEqual({
      seed: 5,
      rules: [
        { kind: 'delay', ms: 200 },
        { kind: 'drop', from: 'client', of: 'tcp', nth: [1, 2] },
      ],
    })
    expect(defaultFaults(lab().lab)).toEqual({ seed: 1, rules: [] })
  })
  test('without a wire nothing can be disturbed', () => {
    const disturbed = { seed: 1, rules: [{ kind: 'delay' as const, ms: 1 }] }
    expect(() => planRun(lab(), { mode: 'batch', faults: disturbed })).toThrow(
      expect.objectContaining({ code: 'FAULTS_NO_WIRE' }),
    )
  })
})
