import { describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../../src/sidecar/classroom/live/bus.ts'
import { openBus } from '../../../src/sidecar/classroom/live/open.ts'
import { prune } from '../../../src/sidecar/classroom/live/prune.ts'
import { migrate } from '../../../src/sidecar/database/database.ts'
import { retrying } from '../../../src/sidecar/database/transient.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { silent, until } from '../queue/parts.ts'

describe.each(KINDS)('live events on %s', (kind) => {
  const base = databases(kind)

  /** Two processes on one database, each with its bus. */
  async function two(limits = {}) {
    const place = await base.place()
    const one = await base.open(place)
    await migrate(one)
    const other = await base.open(place)
    const buses = [await openBus(one, silent, limits), await openBus(other, silent, limits)] as const
    const publish = (n: number, channel: 'jobs' | `cohort:${string}` = 'jobs') =>
      retrying(() => one.db.transaction().execute((trx) => buses[0].publish(trx, channel, { type: 'n', n })))
    const close = () => Promise.all(buses.map((bus) => bus.close()))
    return { one, other, buses, publish, close }
  }
  const heard = () => {
    const events: LiveEvent[] = []
    return { events, hear: (event: LiveEvent) => void events.push(event), ns: () => events.map(({ body }) => body.n) }
  }
  const upTo = (n: number) => Array.from({ length: n }, (_, index) => index)

  it('tells every process each event of a channel once and in order, and nothing of other channels', async () => {
    const { buses, publish, close } = await two()
    const [near, far] = [heard(), heard()]
    await buses[0].subscribe('jobs', near.hear)
    await buses[1].subscribe('jobs', far.hear)
    for (const n of upTo(50)) {
      await publish(n)
      if (n % 10 === 0) await publish(1_000 + n, 'cohort:x')
    }
    await until(() => near.events.length === 50 && far.events.length === 50)
    expect(near.ns()).toEqual(upTo(50))
    expect(far.ns()).toEqual(upTo(50))
    expect(far.events[0]).toMatchObject({ channel: 'jobs', body: { type: 'n', n: 0 } })
    await close()
  })

  it('tells nobody of what was rolled back', async () => {
    const { one, buses, publish, close } = await two()
    const { hear, ns } = heard()
    await buses[0].subscribe('jobs', hear)
    const failing = one.db.transaction().execute(async (trx) => {
      await buses[0].publish(trx, 'jobs', { type: 'n', n: 666 })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await publish(1)
    await until(() => ns().length > 0)
    expect(ns()).toEqual([1])
    await close()
  })

  it('reads on after the last number seen, while more is being published', async () => {
    const { buses, publish, close } = await two({ batch: 7 })
    const first = heard()
    const end = await buses[1].subscribe('jobs', first.hear)
    for (const n of upTo(20)) await publish(n)
    await until(() => first.events.length === 20)
    end()
    for (const n of upTo(30)) await publish(20 + n)
    const later = heard()
    const publishing = (async () => {
      for (const n of upTo(30)) await publish(50 + n)
    })()
    await buses[1].subscribe('jobs', later.hear, first.events[9]!.seq)
    await publishing
    await until(() => later.events.length >= 70)
    expect(later.ns()).toEqual(upTo(80).slice(10))
    expect(first.ns()).toEqual(upTo(20)) // not told after it ended
    await close()
  })

  it('hears, without a number to read on after, only what is published from then on', async () => {
    const { buses, publish, close } = await two()
    for (const n of upTo(5)) await publish(n)
    const { hear, ns } = heard()
    await buses[1].subscribe('jobs', hear)
    await publish(5)
    await until(() => ns().length > 0)
    expect(ns()).toEqual([5])
    await close()
  })

  it('goes on telling the others when a listener throws', async () => {
    const { buses, publish, close } = await two()
    const { hear, ns } = heard()
    await buses[0].subscribe('jobs', () => {
      throw new Error('a fault of the listener')
    })
    await buses[0].subscribe('jobs', hear)
    for (const n of upTo(3)) await publish(n)
    await until(() => ns().length === 3)
    await close()
  })

  it('removes what is older than it is kept', async () => {
    const { one, publish, close } = await two()
    await publish(0)
    expect(await prune(one.db, 60_000)).toBe(0)
    expect(await prune(one.db, 1_000, Date.now() + 60_000)).toBe(1)
    expect(await one.db.selectFrom('event').selectAll().execute()).toEqual([])
    await close()
  })

  if (kind === 'postgres')
    it('keeps the order of numbers though transactions overlap', async () => {
      const { one, other, buses, close } = await two()
      const [a, b] = [heard(), heard()]
      await buses[0].subscribe('jobs', a.hear)
      await buses[1].subscribe('jobs', b.hear)
      const overlapping = upTo(60).map((n) => {
        const [database, bus] = n % 2 === 0 ? ([one, buses[0]] as const) : ([other, buses[1]] as const)
        return retrying(() =>
          database.db.transaction().execute(async (trx) => {
            await trx.selectFrom('setting').selectAll().execute()
            await bus.publish(trx, 'jobs', { type: 'n', n })
            // The commit comes later than the number was taken.
            await trx.selectFrom('setting').selectAll().execute()
          }),
        )
      })
      await Promise.all(overlapping)
      await until(() => a.events.length >= 60 && b.events.length >= 60)
      const seqs = a.events.map(({ seq }) => seq)
      expect(seqs).toEqual([...seqs].sort((x, y) => x - y))
      expect(new Set(a.ns())).toEqual(new Set(upTo(60)))
      expect(a.events).toHaveLength(60)
      expect(b.events.map(({ seq }) => seq)).toEqual(seqs)
      await close()
    })

  if (kind === 'postgres')
    it('misses nothing and tells nothing twice when PostgreSQL is restarted', async () => {
      const { one, buses, publish, close } = await two()
      const [a, b] = [heard(), heard()]
      await buses[0].subscribe('jobs', a.hear)
      await buses[1].subscribe('jobs', b.hear)
      for (const n of upTo(20)) await publish(n)
      const restart = base.postgres()!.restart()
      for (const n of upTo(40)) await publish(20 + n)
      await restart
      await publish(60)
      // A commit whose answer was lost is done again, so there may be more rows than were meant.
      const stored = await one.db.selectFrom('event').select(['seq', 'body']).orderBy('seq').execute()
      expect(new Set(stored.map(({ body }) => (JSON.parse(body) as { n: number }).n))).toEqual(new Set(upTo(61)))
      await until(() => a.events.length >= stored.length && b.events.length >= stored.length)
      expect(a.events.map(({ seq }) => seq)).toEqual(stored.map(({ seq }) => seq))
      expect(b.events.map(({ seq }) => seq)).toEqual(stored.map(({ seq }) => seq))
      await close()
    })
})
