/** The exported module, loaded by Node as it is, says what the workbench says; and CPython packs the same bytes. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { ROOT } from '../../src/course/load.ts'
import { encode } from '../../src/workbench/encode.ts'
import { codecText } from '../../src/workbench/export/codec.ts'
import type { Values } from '../../src/workbench/frame.ts'
import { type Plan, planOf } from '../../src/workbench/plan.ts'
import { PRESETS } from '../../src/workbench/presets.ts'
import { endOf, push, START } from '../../src/workbench/stream.ts'
import { structFormat } from '../../src/workbench/struct.ts'
import { chunked, plans, SEED, sizes, valuesFor } from './arbitrary.ts'

type Codec = {
  encode(frame: Values): Uint8Array
  Decoder: new () => { push(chunk: Uint8Array): Values[]; end(): void }
}
type Thrown = { code: string; field: string; frames: Values[] }

/** Its types are stripped, not compiled: whatever is not erasable would be refused here. */
async function loaded(plan: Plan): Promise<Codec> {
  const code = stripTypeScriptTypes(codecText(plan))
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)) as Codec
}

const CODES: Record<string, string> = {
  magic: 'wrong-magic',
  negative: 'negative',
  'too-short': 'too-short',
  'too-long': 'too-long',
  'no-delimiter': 'too-long',
  'not-utf8': 'not-utf8',
  crc: 'wrong-crc',
}
type Outcome = { frames: Values[]; fault: string | null; truncated: boolean }

function byCore(plan: Plan, chunks: Uint8Array[]): Outcome {
  let state = START
  const frames: Values[] = []
  for (const chunk of chunks) {
    const pushed = push(plan, state, chunk)
    state = pushed.state
    frames.push(...pushed.frames.map(({ values }) => values))
  }
  return { frames, fault: state.fault && CODES[state.fault.code]!, truncated: endOf(state) === 'truncated' }
}

function byCodec({ Decoder }: Codec, chunks: Uint8Array[]): Outcome {
  const decoder = new Decoder()
  const frames: Values[] = []
  const thrown = (work: () => void): Thrown | null => {
    try {
      work()
      return null
    } catch (error) {
      return error as Thrown
    }
  }
  for (const chunk of chunks) {
    // Overwritten afterwards, as a socket's buffer is.
    const shared = chunk.slice()
    const fault = thrown(() => frames.push(...decoder.push(shared)))
    shared.fill(0xee)
    if (!fault) continue
    frames.push(...fault.frames)
    expect(thrown(() => decoder.push(Uint8Array.of(1)))).toMatchObject({ code: fault.code, frames: [] })
    return { frames, fault: fault.code, truncated: false }
  }
  const end = thrown(() => decoder.end())
  if (end) expect(end.code).toBe('truncated')
  return { frames, fault: null, truncated: end !== null }
}

test('a generated codec sends, receives and refuses what the workbench does', async () => {
  const noise = fc.uint8Array({ maxLength: 30 })
  let faults = 0
  await fc.assert(
    fc.asyncProperty(
      plans.chain(({ plan }) =>
        fc.record({
          plan: fc.constant(plan),
          all: fc.array(valuesFor(plan), { minLength: 1, maxLength: 3 }),
          sizes: fc.array(sizes, { minLength: 3, maxLength: 3 }),
          places: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { minLength: 3, maxLength: 3 }),
          noise,
        }),
      ),
      async ({ plan, all, sizes: some, places, noise: tail }) => {
        const codec = await loaded(plan)
        const frames = all.map((values) => {
          const encoded = encode(plan, values)
          if (!encoded.ok) throw new Error(JSON.stringify(encoded.problem))
          expect(new Uint8Array(codec.encode(values))).toEqual(encoded.bytes)
          return encoded.bytes
        })
        const good = new Uint8Array(Buffer.concat(frames))
        for (const cut of some) {
          const chunks = chunked(good, cut)
          expect(byCodec(codec, chunks)).toEqual({ frames: all, fault: null, truncated: false })
        }
        for (const [i, [place, flip]] of places.entries()) {
          const bad = new Uint8Array(Buffer.concat([good, tail]))
          bad[place % bad.length]! ^= flip
          const chunks = chunked(bad, some[i]!)
          const outcome = byCore(plan, chunks)
          if (outcome.fault) faults++
          expect(byCodec(codec, chunks)).toEqual(outcome)
        }
      },
    ),
    SEED,
  )
  expect(faults).toBeGreaterThan(50) // else the refusals were never compared
})

const scratch = join(ROOT, 'build/workbench')
mkdirSync(scratch, { recursive: true })
const folder = mkdtempSync(join(scratch, 'codec-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('generated codecs are strict TypeScript, and hold to the format that is held to here', () => {
  const drawn = fc.sample(plans, { seed: SEED.seed, numRuns: 40 }).map(({ plan }) => plan)
  const presets = PRESETS.map(({ definition }) => {
    const planned = planOf(definition)
    if (!planned.ok) throw new Error(JSON.stringify(planned.problems))
    return planned.plan
  })
  for (const [i, plan] of [...presets, ...drawn].entries()) writeFileSync(join(folder, `codec${i}.ts`), codecText(plan))
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noImplicitReturns: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    noEmit: true,
    target: 'esnext',
    module: 'nodenext',
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const types = spawnSync(process.execPath, [join(ROOT, 'node_modules/ts7/bin/tsc'), '-p', folder], {
    encoding: 'utf8',
  })
  expect(types.stdout + types.stderr).toBe('')
  for (const plan of [...presets, ...drawn])
    for (const line of codecText(plan).split('\n')) expect(line.length, line).toBeLessThanOrEqual(120)
})

const PYTHON = spawnSync('python3', ['--version']).status === 0
test.runIf(PYTHON)('where the frame is a struct format, CPython packs the same bytes', () => {
  const cases = fc
    .sample(
      plans.chain(({ plan }) => fc.record({ plan: fc.constant(plan), values: valuesFor(plan) })),
      { seed: SEED.seed, numRuns: 2_000 },
    )
    .flatMap(({ plan, values }) => {
      const format = structFormat(plan)
      const encoded = encode(plan, values)
      return format.ok && encoded.ok ? [{ format: format.format, ...asPython(plan, encoded.bytes) }] : []
    })
  expect(cases.length).toBeGreaterThan(50)
  const script = `
import json, struct, sys
for case in json.load(sys.stdin):
    whole = bytes.fromhex(case['hex'])
    assert struct.calcsize(case['format']) == len(whole), case
    values = [bytes.fromhex(one['hex']) if 'hex' in one else float.fromhex(one['float']) if 'float' in one else int(one['int']) for one in case['values']]
    assert struct.pack(case['format'], *values) == whole, case
print('same')
`
  const python = spawnSync('python3', ['-c', script], { input: JSON.stringify(cases), encoding: 'utf8' })
  expect([python.stdout, python.stderr]).toEqual(['same\n', ''])
})

/** Values as Python is to pack them, read from the frame's bytes by Node's own readers. */
function asPython(plan: Plan, whole: Uint8Array) {
  const bytes = Buffer.from(whole)
  let at = 0
  const values = plan.fields.map((field) => {
    const take = (size: number) => {
      at += size
      return bytes.subarray(at - size, at)
    }
    if (field.kind === 'number' || field.kind === 'crc32') {
      const width = field.kind === 'number' ? field.width : 4
      const own = Buffer.from(take(width))
      if (field.little) own.reverse()
      if (field.kind === 'number' && field.type === 'float')
        return { float: pythonFloat(width === 4 ? own.readFloatBE() : own.readDoubleBE()) }
      const value = BigInt(`0x${own.toString('hex')}`)
      return { int: String(field.kind === 'number' && field.type === 'int' ? BigInt.asIntN(8 * width, value) : value) }
    }
    const size = field.kind === 'magic' ? field.bytes.length : field.size.by === 'fixed' ? field.size.bytes : 0
    return { hex: take(size).toString('hex') }
  })
  return { hex: bytes.toString('hex'), values }
}

/** As float.fromhex reads it: exact. */
function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const all = view.getBigUint64(0)
  const exponent = Number((all >> 52n) & 0x7ffn)
  const fraction = (all & 0xf_ffff_ffff_ffffn).toString(16).padStart(13, '0')
  const sign = all >> 63n ? '-' : ''
  return exponent === 0 ? `${sign}0x0.${fraction}p-1022` : `${sign}0x1.${fraction}p${exponent - 1023}`
}

test.each([
  ['a size that varies', 'length', { ok: false, why: { code: 'varies', field: 1 }, head: '!I' }],
  ['a delimiter', 'line', { ok: false, why: { code: 'varies', field: 0 }, head: null }],
] as const)('%s is no struct format, and says why', (_, id, wanted) => {
  const planned = planOf(PRESETS.find((one) => one.id === id)!.definition)
  expect(planned.ok && structFormat(planned.plan)).toEqual(wanted)
})

test.each([
  [
    [
      { name: 'a', kind: 'uint', width: 1 },
      { name: 'b', kind: 'int', width: 8 },
    ],
    '<Bq',
  ],
  [
    [
      { name: 'm', kind: 'magic', bytes: '"WB"' },
      { name: 'f', kind: 'float', width: 4 },
      { name: 'c', kind: 'crc32' },
    ],
    '<2sfI',
  ],
  [[{ name: 'a', kind: 'uint', width: 3 }], { why: { code: 'width', field: 0 } }],
  [
    [
      { name: 'a', kind: 'uint', width: 2 },
      { name: 'b', kind: 'uint', width: 2, order: 'be' },
    ],
    { why: { code: 'two-orders', field: 1 }, head: '<H' },
  ],
] as const)('%j as a format', (fields, wanted) => {
  const planned = planOf({ name: 'x', order: 'le', fields: [...fields] })
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems))
  const format = structFormat(planned.plan)
  if (typeof wanted === 'string') expect(format).toEqual({ ok: true, format: wanted })
  else expect(format).toMatchObject(wanted)
})
