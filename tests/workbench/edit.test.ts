/** Editing a definition, taking one in from outside, and links. */
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { fragmentOf, opened } from '../../src/site/islands/workbench/kept.ts'
import { type Edit, edited, sizeBy } from '../../src/workbench/edit.ts'
import { FRAME_LIMITS, KINDS } from '../../src/workbench/frame.ts'
import { planOf } from '../../src/workbench/plan.ts'
import { PRESETS } from '../../src/workbench/presets.ts'
import { type BenchState, FIRST, parseState, stateOf } from '../../src/workbench/state.ts'
import { SEED } from './arbitrary.ts'

const changed = (...edits: Edit[]) => edits.reduce(edited, FIRST)
const names = ({ definition }: BenchState) => definition.fields.map(({ name }) => name)

describe('an edit', () => {
  it('renames a length for the field that it measures, and a value for its field', () => {
    const state = changed({ type: 'rename', at: 0, name: 'size' }, { type: 'rename', at: 1, name: 'body' })
    expect(state.definition.fields[1]).toMatchObject({ name: 'body', size: { field: 'size' } })
    expect(state.messages[0]).toEqual({ body: 'hi' })
    expect(planOf(state.definition).ok).toBe(true)
  })

  it('leaves others alone while two have one name', () => {
    const twice = changed({ type: 'add', kind: 'uint' }, { type: 'rename', at: 2, name: 'length' })
    const back = edited(twice, { type: 'rename', at: 2, name: 'other' })
    expect(back.definition.fields[1]).toMatchObject({ size: { field: 'length' } })
  })

  it('loses no value while a name is typed that another field has', () => {
    const state = changed(
      { type: 'rename', at: 1, name: 'length' },
      { type: 'rename', at: 1, name: 'lengthy' },
      { type: 'rename', at: 1, name: 'payload' },
    )
    expect(state.messages.map(({ payload }) => payload)).toEqual(['hi', '你好', ''])
    const two = changed({ type: 'add', kind: 'uint' }, { type: 'value', message: 0, name: 'number', text: '7' })
    const back = [
      { type: 'rename', at: 2, name: 'payload' } as const,
      { type: 'rename', at: 2, name: 'number' } as const,
    ].reduce(edited, two)
    expect(back.messages[0]).toMatchObject({ payload: 'hi', number: '7' })
  })

  it('moves fields, and not beyond the ends', () => {
    expect(names(changed({ type: 'down', at: 0 }))).toEqual(['payload', 'length'])
    expect(names(changed({ type: 'up', at: 0 }))).toEqual(['length', 'payload'])
    expect(names(changed({ type: 'down', at: 1 }))).toEqual(['length', 'payload'])
    expect(names(changed({ type: 'add', kind: 'magic' }, { type: 'move', from: 2, to: 0 }))).toEqual([
      'magic',
      'length',
      'payload',
    ])
  })

  it('adds a field of every kind with a free name, up to the limit, each right at once', () => {
    let state = FIRST
    for (const kind of KINDS) state = edited(state, { type: 'add', kind })
    expect(planOf(state.definition)).toMatchObject({ ok: true })
    expect(new Set(names(state)).size).toBe(state.definition.fields.length)
    for (let i = 0; i < 20; i++) state = edited(state, { type: 'add', kind: 'uint' })
    expect(state.definition.fields).toHaveLength(FRAME_LIMITS.fields)
  })

  it('gives a new text the nearest length that is free', () => {
    const state = changed({ type: 'add', kind: 'uint' }, { type: 'add', kind: 'utf8' })
    expect(state.definition.fields[3]).toMatchObject({ size: { by: 'length', field: 'number' } })
    const other = changed({ type: 'add', kind: 'utf8' })
    expect(other.definition.fields[2]).toMatchObject({ size: { by: 'fixed' } })
  })

  it('changes the way a size is found and keeps the limit', () => {
    const { fields } = FIRST.definition
    const size = { by: 'length', field: 'length', counts: 'field', max: 77 } as const
    expect(sizeBy('delimiter', size, fields, 1)).toEqual({ by: 'delimiter', delimiter: '"\\n"', max: 77 })
    expect(sizeBy('length', { by: 'fixed', bytes: 4 }, fields.slice(0, 1), 1)).toMatchObject({ field: 'length' })
    expect(sizeBy('length', { by: 'fixed', bytes: 4 }, [], 0)).toMatchObject({ by: 'length', field: '' })
  })

  it('never makes a state that could not be kept', () => {
    const at = fc.nat({ max: 6 })
    const edit: fc.Arbitrary<Edit> = fc.oneof(
      fc.record({ type: fc.constant('add' as const), kind: fc.constantFrom(...KINDS) }),
      fc.record({ type: fc.constantFrom('remove' as const, 'up' as const, 'down' as const), at }),
      fc.record({ type: fc.constant('move' as const), from: at, to: at }),
      fc.record({ type: fc.constant('kind' as const), at, kind: fc.constantFrom(...KINDS) }),
      fc.record({ type: fc.constant('rename' as const), at, name: fc.string({ maxLength: 30 }) }),
      fc.record({ type: fc.constant('width' as const), at, width: fc.nat({ max: 9 }) }),
      fc.record({
        type: fc.constant('field-order' as const),
        at,
        order: fc.constantFrom('be' as const, 'le' as const, null),
      }),
    )
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 25 }), (edits) => {
        const state = edits.reduce(edited, FIRST)
        expect(parseState(JSON.parse(JSON.stringify(state)))?.definition).toEqual(state.definition)
        planOf(state.definition) // whatever it is, it is judged
      }),
      SEED,
    )
  })
})

const packed = (value: unknown, version = '1') =>
  `#frame=${version}.${deflateRawSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`

describe('a link', () => {
  it.each(PRESETS.map((preset) => [preset.id, stateOf(preset)] as const))(
    'holds %s and gives it back',
    async (_, state) => {
      const fragment = await fragmentOf(state)
      expect(fragment).toMatch(/^frame=1\.[\w-]+$/)
      expect(fragment!.length).toBeLessThan(800)
      expect(await opened(`#${fragment}`)).toEqual({ state })
    },
  )

  it('keeps nothing but what belongs to a frame', async () => {
    const more = { ...FIRST, run: 'now', messages: FIRST.messages.map((one) => ({ ...one, gone: 'x' })) }
    expect(await opened(packed(more))).toEqual({ state: FIRST })
  })

  it.each([
    ['of another kind', '#share=1.abc', null],
    ['of a newer course', packed(FIRST, '2'), { problem: 'newer' }],
    ['without a body', '#frame=1', { problem: 'malformed' }],
    ['cut off', packed(FIRST).slice(0, 60), { problem: 'malformed' }],
    ['with signs of no base64', '#frame=1.%%%', { problem: 'malformed' }],
    ['that is no JSON', packed('{'), { problem: 'malformed' }],
    ['with two messages', packed({ ...FIRST, messages: [{}, {}] }), { problem: 'malformed' }],
    [
      'with a field of no kind',
      packed({ ...FIRST, definition: { ...FIRST.definition, fields: [{ name: 'a', kind: 'x' }] } }),
      { problem: 'malformed' },
    ],
    [
      'with a value that is no text',
      packed({ ...FIRST, messages: [{ payload: 1 }, {}, {}] }),
      { problem: 'malformed' },
    ],
    [
      'with a value that swells',
      packed({ ...FIRST, messages: [{ payload: 'x'.repeat(70_000) }, {}, {}] }),
      { problem: 'too-large' },
    ],
    ['that is too long', `#frame=1.${'A'.repeat(70_000)}`, { problem: 'too-large' }],
  ])('%s is told, and never thrown', async (_, fragment, wanted) => {
    expect(await opened(fragment)).toEqual(wanted)
  })
})

test('what is kept may be anything', () => {
  for (const value of [null, 1, 'x', [], {}, { definition: null, messages: [] }]) expect(parseState(value)).toBeNull()
})
