import { describe, expect, it } from 'vitest'
import type { Target } from '../../src/protocol/messages.ts'
import { openStore } from '../../src/sidecar/store/open.ts'
import { THIN, thinHistory } from '../../src/sidecar/store/thin.ts'
import { person } from '../classroom/support/people.ts'
import { databases, KINDS } from '../support/databases.ts'

const DAY = 86_400_000
const target: Target = { kind: 'exercise', id: 'tcp/one', file: 'main.ts' }

describe.each(KINDS)('a long history on %s', (kind) => {
  const base = databases(kind)

  it('is thinned as it grows: of years ago a version a day, of now everything, and what was graded', async () => {
    const database = await base.fresh()
    const ann = await person(database.db, 'Ann')
    const store = openStore(database).of(ann)
    const old = Date.UTC(2024, 0, 1, 8)
    const graded = new Date(old + 5 * 60_000).toISOString()
    for (let n = 0; n < 30; n++)
      await store.save(target, `old ${n}`, 'tab', { at: new Date(old + n * 60_000).toISOString() })
    await store.submit({ id: 'a', exercise: target.id, files: {}, locale: 'en', versions: { [target.file]: graded } })
    await store.save(target, 'another day', 'tab', { at: new Date(old + DAY).toISOString() })
    for (let n = 32; n < THIN.everyRevisions; n++) await store.save(target, `new ${n}`, 'tab')
    expect(await store.history(target, 1_000)).toHaveLength(THIN.everyRevisions - 1)
    await store.save(target, 'now', 'tab')
    const texts = (await store.history(target, 1_000)).map(({ text }) => text)
    expect(texts.filter((text) => text.startsWith('new'))).toHaveLength(18)
    expect(texts.filter((text) => !text.startsWith('new'))).toEqual(['now', 'another day', 'old 29', 'old 5'])
    expect(await store.head(target)).toMatchObject({ text: 'now', revision: THIN.everyRevisions })
  })

  it('leaves other people’s and other files’ versions alone', async () => {
    const database = await base.fresh()
    const [ann, bob] = [await person(database.db, 'Ann'), await person(database.db, 'Bob')]
    const at = (n: number) => ({ at: new Date(Date.UTC(2024, 0, 1, 8, n)).toISOString() })
    for (const who of [ann, bob])
      for (const file of ['main.ts', 'other.ts'])
        for (let n = 0; n < 4; n++)
          await openStore(database)
            .of(who)
            .save({ ...target, file }, `${n}`, 'tab', at(n))
    await thinHistory(database.db, ann, target, Date.now(), { latest: 1 })
    const left = (who: string, file: string) =>
      openStore(database)
        .of(who)
        .history({ ...target, file }, 99)
    expect(await left(ann, 'main.ts')).toHaveLength(1)
    for (const [who, file] of [
      [ann, 'other.ts'],
      [bob, 'main.ts'],
      [bob, 'other.ts'],
    ] as const)
      expect(await left(who, file)).toHaveLength(4)
  })
})
