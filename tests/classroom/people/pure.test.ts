import { describe, expect, it } from 'vitest'
import { allow } from '../../../src/sidecar/classroom/http/allow.ts'
import { freeHandles, handleBase } from '../../../src/sidecar/classroom/people/handles.ts'
import { Lanes } from '../../../src/sidecar/classroom/people/lanes.ts'
import { keep, matches, passphraseProblem } from '../../../src/sidecar/classroom/people/passphrase.ts'
import { makePersons } from '../../../src/sidecar/classroom/people/persons.ts'
import { databases, KINDS } from '../../support/databases.ts'

describe('passphrases', () => {
  it.each([
    ['short one', 'passphraseShort'],
    ['小明小明小明', 'passphraseShort'],
    ['x'.repeat(201), 'passphraseLong'],
    ['1234567890', 'passphraseCommon'],
    ['9876543210', 'passphraseCommon'],
    ['qwertyuiop', 'passphraseCommon'],
    ['P@ssw0rd2026!', 'passphraseCommon'],
    ['password password', 'passphraseCommon'],
    ['aaaaaaaaaaaa', 'passphraseCommon'],
    ['abcabcabcabc', 'passphraseCommon'],
    ['Ada Lovelace', 'passphraseName'],
    ['ＡＤＡ lovelace', 'passphraseName'],
    ['blue horses over Weimar', null],
    ['passwords are a nuisance', null],
    ['天苍苍野茫茫风吹草低', null],
  ])('%s: %s', (text, problem) => {
    expect(passphraseProblem(text, ['Ada Lovelace', 'ada'])?.[0] ?? null).toBe(problem)
  })

  it('the same characters typed another way are the same; nobody has none', async () => {
    const weak = { N: 1_024, r: 8, p: 1 }
    const kept = await keep('Ångström und Ｍeile', weak)
    expect(await matches('Ångström und Meile', kept, weak)).toEqual({ ok: true, again: false })
    expect(await matches('Angstrom und Meile', kept, weak)).toEqual({ ok: false, again: false })
    expect(await matches('', null, weak)).toEqual({ ok: false, again: false })
    expect(await keep('the same', weak)).not.toBe(await keep('the same', weak))
  })

  it('so many are hashed at once, so many wait, and one more is told so', async () => {
    const lanes = new Lanes({ atOnce: 2, waiting: 3 })
    const going: (() => void)[] = []
    let most = 0
    const work = () =>
      new Promise<void>((done) => {
        going.push(done)
        most = Math.max(most, going.length)
      })
    const all = Array.from({ length: 5 }, () => lanes.run(work))
    expect(lanes.run(work)).toBeNull()
    for (let n = 0; n < 5; n += 1) {
      going.shift()!()
      await all[n]
      await Promise.resolve()
    }
    expect(most).toBe(2)
    expect(lanes.run(async () => 1)).not.toBeNull()
  })
})

describe('handles', () => {
  it.each([
    ['Ada Lovelace', 'ada-lovelace'],
    ['José Ñandú', 'jose-nandu'],
    ['Straße', 'strasse'],
    ['  --Bob-- ', 'bob'],
    ['王小明', 'learner'],
    ['王 Ming', 'ming'],
    ['1234', 'learner'],
    ['Robert"; drop table--', 'robert-drop-table'],
    ['A'.repeat(80), 'a'.repeat(30)],
    [`${'a'.repeat(29)} b`, 'a'.repeat(29)],
  ])('%s: %s', (name, handle) => {
    expect(handleBase(name)).toBe(handle)
    expect(handle).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
  })

  describe.each(KINDS)('on %s', (kind) => {
    const base = databases(kind)
    it('all are different, also with those there are and with others made meanwhile', async () => {
      const { db } = await base.fresh()
      const make = (names: string[]) =>
        db.transaction().execute((trx) =>
          makePersons(
            trx,
            names.map((name) => ({ name })),
            1,
          ),
        )
      const first = await make(['Ada', 'Ada', '王', '李', 'class', 'Ada-2'])
      expect(first.map(({ handle }) => handle)).toEqual([
        'ada',
        'ada-2',
        'learner-1',
        'learner-2',
        'class-2',
        'ada-2-2',
      ])
      const sides = await Promise.all([make(['Ada', '张']), make(['Ada', '赵']), make(['Ada', '钱'])])
      const handles = [...first, ...sides.flat()].map(({ handle }) => handle)
      expect(new Set(handles).size).toBe(12)
      expect(await freeHandles(db, ['Ada'])).toEqual(['ada-6'])
    })
  })
})

describe('allow', () => {
  const me = { id: 'me', name: '', handle: '', admin: false, roles: new Map([['7b', 'assistant' as const]]) }
  it('staff reach only members, oneself only where one is one', () => {
    const rule = { who: 'self-or-staff', atLeast: 'assistant' } as const
    expect(allow(rule, me, { cohort: '7b', person: 'x' })).toEqual({ allowed: 'if-member', cohort: '7b', person: 'x' })
    expect(allow(rule, me, { cohort: '8a', person: 'me' })).toMatchObject({ allowed: false, status: 404 })
    expect(allow({ ...rule, atLeast: 'instructor' }, me, { cohort: '7b', person: 'x' })).toMatchObject({ status: 403 })
  })
  it('a rule whose part is not in the path is a fault of ours', () => {
    expect(() => allow({ who: 'self' }, me, {})).toThrow(/:person/)
  })
})
