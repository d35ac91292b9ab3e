/** A lesson's worth of class over the real interface: what each may do, and what each hears of it. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { LiveServerMessage } from '../../../src/protocol/classroom/live.ts'
import { LIVE_LIMITS, livePath } from '../../../src/sidecar/classroom/live/socket.ts'
import { meOf } from '../../../src/sidecar/classroom/people/persons.ts'
import { OWNER } from '../../../src/sidecar/person.ts'
import { databases, KINDS } from '../../support/databases.ts'
import { type Door, openDoor } from '../door.ts'
import { attempt } from '../support/people.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

/** Watches as the person whose id stands in the query. Who may is looked up as often as it pings. */
async function liveOf({ classroom }: Door, pingEveryMs = LIVE_LIMITS.pingEveryMs) {
  const { bus, log, database } = classroom
  const identify = async (request: { url?: string | undefined }) =>
    meOf(database.db, new URL(request.url!, 'http://x').searchParams.get('person')!)
  const live = livePath({ bus, log, identify, limits: { pingEveryMs } })
  const server = createServer()
  server.on('upgrade', (request, socket, head) => live.accept(request, socket, head, OWNER))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closers.push(
    () => server.close(),
    () => live.close(),
  )
  const { port } = server.address() as AddressInfo
  const watch = async (person: string, cohort: string, after?: number) => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/?person=${person}`)
    const heard: LiveServerMessage[] = []
    ws.on('message', (data) => heard.push(JSON.parse(String(data)) as LiveServerMessage))
    const closed = new Promise<number>((resolve) => ws.on('close', resolve))
    await once(ws, 'open')
    ws.send(JSON.stringify({ type: 'watch', cohort, ...(after !== undefined && { after }) }))
    closers.push(() => ws.terminate())
    const types = () => heard.map((message) => (message.type === 'event' ? message.event.type : message.type))
    return { ws, heard, types, closed }
  }
  return Object.assign(watch, { leave: (withinMs: number) => live.leave?.(withinMs) })
}

const bounds = { opensAt: null, closesAt: null, attemptLimit: null, cooldownMs: 0, hiddenTests: 'never', keep: 'best' }
const late = { percentPerDay: 50, floorPercent: 0, graceMinutes: 0 }
const items = [{ kind: 'exercise', ref: 'boundaries/frame-echo', points: 10 }]

describe.each(KINDS)('a class on %s', (kind) => {
  const base = databases(kind)

  async function opened() {
    const database = await base.fresh()
    const door = await openDoor(database)
    closers.push(() => door.close())
    const [ida, ann, bob] = [await door.person('Ida'), await door.person('Ann'), await door.person('Bob')]
    const cohort = await door.cohort('Networks', { [ida]: 'instructor', [ann]: 'learner', [bob]: 'learner' })
    return { door, db: database.db, cohort, ida, ann, bob, path: `/api/class/cohorts/${cohort}` }
  }

  it('hears of notes and its own hand; staff hear of everybody; a place in the queue moves up; a server’s end is told to all', async () => {
    const { door, cohort, ida, ann, bob, path } = await opened()
    const watch = await liveOf(door)
    const [staff, first, second] = [await watch(ida, cohort), await watch(ann, cohort), await watch(bob, cohort)]
    for (const each of [staff, first, second]) await expect.poll(each.types, { timeout: 20_000 }).toEqual(['watching'])
    const [asIda, asAnn, asBob] = [await door.as(ida), await door.as(ann), await door.as(bob)]
    const at = { lesson: 'boundaries/stream', cell: 'lab:boundaries/stream-1' }

    expect((await asAnn('PUT', `${path}/presence`, { body: at })).status).toBe(200)
    expect((await asBob('PUT', `${path}/hand`, { body: at })).json).toMatchObject({ hand: { ahead: 0 } })
    door.clock.now += 1
    expect((await asAnn('PUT', `${path}/hand`, { body: at })).json).toMatchObject({ hand: { ahead: 1 } })
    const view = (await asIda('GET', `${path}/view`)).json as {
      hands: string[]
      learners: { hand: { id: string } | null }[]
    }
    expect(view.hands).toEqual([bob, ann])
    const hand = view.learners[1]!.hand!.id
    expect((await asIda('POST', `${path}/hands/${hand}/answer`)).status).toBe(200)
    expect((await asIda('POST', `${path}/hands/${hand}/answer`)).json).toMatchObject({ code: 'HAND_DOWN' })
    expect((await asAnn('GET', `${path}/hand`)).json).toMatchObject({ hand: { ahead: 0 } })
    expect((await asIda('POST', `${path}/notes`, { body: { text: 'Look at the <b>FIN</b>' } })).status).toBe(201)
    expect((await asAnn('GET', `${path}/notes`)).json).toMatchObject({
      notes: [{ by: 'Ida', text: 'Look at the <b>FIN</b>' }],
    })

    await expect
      .poll(staff.types, { timeout: 20_000 })
      .toEqual(['watching', 'presence', 'hand', 'hand', 'hand', 'note'])
    await expect.poll(first.types, { timeout: 20_000 }).toEqual(['watching', 'hands', 'hand', 'hands', 'note'])
    await expect.poll(second.types, { timeout: 20_000 }).toEqual(['watching', 'hand', 'hands', 'hand', 'note'])
    expect(JSON.stringify(first.heard)).not.toContain(bob)
    const answered = second.heard.flatMap((message) =>
      message.type === 'event' && message.event.type === 'hand' ? [message.event] : [],
    )
    expect(answered.at(-1)).toMatchObject({ person: bob, hand: null, answeredBy: ida, name: 'Ida' })

    // One who was away hears what was missed, once.
    const seen = staff.heard.flatMap((message) => (message.type === 'event' ? [message.seq] : []))
    const back = await watch(ida, cohort, seen[2]!)
    await expect.poll(back.types, { timeout: 20_000 }).toEqual(['watching', 'hand', 'note'])
    watch.leave(5_000)
    for (const each of [staff, first, second])
      await expect.poll(() => each.heard.at(-1), { timeout: 20_000 }).toEqual({ type: 'leaving', withinMs: 5_000 })
  })

  it('lets a learner watch, look and act only where they belong, and no longer than they do', async () => {
    const { door, db, cohort, ida, ann, path } = await opened()
    const watch = await liveOf(door, 200)
    const other = await door.cohort('Other', {})
    const foreign = await watch(ann, other)
    await foreign.closed
    expect(foreign.types()).toEqual(['refused'])
    const asAnn = await door.as(ann)
    for (const [method, rest, body] of [
      ['GET', '/view'],
      ['GET', '/gradebook'],
      ['GET', '/insight/boundaries/frame-echo'],
      ['POST', '/notes', { text: 'x' }],
      ['POST', '/warm', { lab: 'boundaries/stream-1' }],
      ['GET', `/people/${ida}/attempts`],
    ] as const)
      expect((await asAnn(method, `${path}${rest}`, { body })).status, rest).toBe(403)
    const own = await watch(ann, cohort)
    await expect.poll(own.types, { timeout: 20_000 }).toEqual(['watching'])
    await db.deleteFrom('membership').where('person_id', '=', ann).execute()
    expect(await own.closed).toBe(4003)
  })

  it('sets an assignment, extends it for one, grades, overrides and exports, as computed by hand', async () => {
    const { door, db, cohort, ida, ann, bob, path } = await opened()
    const [asIda, asAnn] = [await door.as(ida), await door.as(ann)]
    const due = door.clock.now - 3_600_000
    const input = { title: 'Week 1', items, ...bounds, late, dueAt: due }
    const made = await asIda('POST', `${path}/assignments`, { body: input })
    expect(made.status).toBe(201)
    const assignment = `${path}/assignments/${made.json.id}`
    expect((await asIda('POST', `${path}/assignments`, { body: { ...input, opensAt: due + 1 } })).json).toMatchObject({
      where: 'dueAt',
    })
    const unknown = { ...input, items: [{ kind: 'exercise', ref: 'boundaries/nothing', points: 1 }] }
    expect((await asIda('POST', `${path}/assignments`, { body: unknown })).json).toMatchObject({
      code: 'ITEM_UNKNOWN',
      where: 'items.0.ref',
    })

    await attempt(db, { person: ann, cohort, exercise: items[0]!.ref, at: door.clock.now, points: 8 })
    await attempt(db, { person: bob, cohort, exercise: items[0]!.ref, at: door.clock.now, points: 8 })
    const extension = { dueAt: door.clock.now + 1, closesAt: null, moreAttempts: 0, reason: 'ill' }
    expect((await asIda('PUT', `${assignment}/extensions/${bob}`, { body: extension })).status).toBe(200)
    const override = { exercise: items[0]!.ref, person: ann, points: 10.5, reason: 'bonus' }
    expect((await asIda('POST', `${assignment}/overrides`, { body: override })).json).toMatchObject({
      code: 'POINTS_OUT_OF_RANGE',
    })
    const lines = async () => (await asIda('GET', `${path}/gradebook.csv`)).text.trim().split('\r\n')
    // Ann: 8 of 10, an hour late: half of it. Bob: extended, all 8.
    expect((await lines()).map((line) => line.split(',').at(-1))).toEqual(['Total (10)', '4', '8'])
    expect((await asIda('POST', `${assignment}/overrides`, { body: { ...override, points: 9 } })).status).toBe(201)
    expect((await lines()).map((line) => line.split(',').at(-1))).toEqual(['Total (10)', '9', '8'])

    const own = async () => ((await asAnn('GET', `${path}/grades`)).json as { rows: { total: number }[] }).rows
    expect(await own()).toMatchObject([{ total: 0 }])
    expect((await asIda('PUT', `${assignment}/release`)).status).toBe(200)
    expect(await own()).toMatchObject([{ total: 9 }])
    const trail = (await asIda('GET', `${path}/audit`)).json as { entries: { action: string }[] }
    expect(trail.entries.map(({ action }) => action)).toEqual([
      'assignment.release',
      'grade.override',
      'extension.give',
      'assignment.create',
    ])
  })
})
