/** A class that two servers serve from one PostgreSQL: its network is in one of them, and what is done at the other counts. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases, KINDS } from '../../support/databases.ts'
import { FULL, fullTier } from '../../support/tier.ts'
import { type ClassPeople, LAB, type NetworkOpen, peopleOf, runClient, type Somebody, serveClass } from './class.ts'

const PATIENCE = { timeout: 30_000 }
const TALK = `import { connect } from 'node:net'
const socket = connect(9000, 'ada.class', () => socket.write('bob\\n'))
socket.on('data', (text) => { console.log('bob hears', String(text)); socket.end() })
socket.on('error', (error) => console.log(error.code))`

describe.each(KINDS.filter((kind) => kind === 'postgres'))('the class network of two servers on %s', (kind) => {
  const base = databases(kind)
  let [first, second] = [] as unknown as Awaited<ReturnType<typeof serveClass>>[]
  let people: ClassPeople
  let [ida, ada, bob, cyd] = [] as unknown as Somebody[]

  beforeEach(fullTier)
  beforeAll(async () => {
    if (!FULL) return
    const place = await base.place()
    first = await serveClass(place)
    second = await serveClass(place)
    people = await peopleOf(place, first.url)
    ida = await people.somebody('Ida', 'instructor')
    ;[ada, bob, cyd] = await Promise.all(['Ada', 'Bob', 'Cyd'].map((name) => people.somebody(name, 'learner')))
  }, 120_000)
  afterAll(async () => {
    await Promise.all([first?.close(), second?.close()])
    await people?.close()
  }, 60_000)

  const members = async () => ((await ida!.ask('GET', people.path)).json as unknown as NetworkOpen).members
  const names = async () => (await members()).map(({ name }) => name)
  const join = (who: Somebody) => who.ask('PUT', `${people.path}/me`, { lab: LAB })

  it('is opened, joined and spoken over at one', async () => {
    expect((await ida!.ask('PUT', people.path, { who: 'all' })).status).toBe(201)
    const [a, b] = [await ada!.page(), await bob!.page()]
    a.say({ type: 'run', lab: LAB, programs: ['server'] })
    await a.event('program', ({ state }) => state.state === 'listening')
    for (const one of [ada!, bob!]) expect((await join(one)).status).toBe(200)
    await runClient(b, TALK, 'bob hears * welcome bob')
  })

  it('is not at the other, where a lab cannot come into it; that is said', async () => {
    const there = cyd!.at(second!.url)
    await there.page()
    expect((await there.ask('GET', people.path)).json).toEqual({ open: false, possible: true })
    expect((await join(there)).json.code).toBe('NETWORK_CLOSED')
    // At the first the network is open, and this lab is not.
    expect((await join(cyd!)).json).toMatchObject({
      code: 'LAB_CLOSED',
      message: expect.stringContaining('this server'),
    })
    expect(await names()).toEqual(['Ada', 'Bob'])
  })

  it('is left by whoever signs out or is removed at the other, also after the database was away', async () => {
    await base.postgres()!.restart()
    // Connections are made anew when they are next asked for; the network went on meanwhile.
    await expect.poll(async () => (await ida!.ask('GET', people.path)).status, PATIENCE).toBe(200)
    expect(await names()).toEqual(['Ada', 'Bob'])
    const out = () => bob!.at(second!.url).ask('POST', 'sign-out-everywhere', {})
    await expect.poll(async () => (await out()).status, PATIENCE).toBe(200)
    await expect.poll(names, PATIENCE).toEqual(['Ada'])
    expect((await ida!.at(second!.url).ask('DELETE', `cohorts/${people.cohorts.own}/members/${ada!.id}`)).status).toBe(
      200,
    )
    await expect.poll(names, PATIENCE).toEqual([])
  })

  it('is closed where it is when the class is archived at the other', async () => {
    const live = await ida!.live()
    await expect.poll(() => live.view()?.open, PATIENCE).toBe(true)
    const archived = await ida!.at(second!.url).ask('PATCH', `cohorts/${people.cohorts.own}`, { archived: true })
    expect(archived.status).toBe(200)
    await expect.poll(() => live.view(), PATIENCE).toEqual({ open: false, possible: true })
    live.end()
    expect(await people.told()).toEqual([
      'network.open',
      'network.join',
      'network.join',
      'network.leave: signed-out',
      'network.leave: not-a-member',
      'network.close: archived',
    ])
  })
})
