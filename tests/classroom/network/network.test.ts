/** The class network over real routes, sockets and labs: who may, who sees what, and that it leaves nothing behind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Page } from '../../bridge/page.ts'
import { databases } from '../../support/databases.ts'
import { FULL, fullTier } from '../../support/tier.ts'
import { LAB, type Live, type NetworkOpen, openClass, printed, runClient, type Somebody, shown } from './class.ts'

const PATIENCE = { timeout: 30_000 }
const talk = (host: string, name: string) => `import { connect } from 'node:net'
const socket = connect(9000, '${host}', () => socket.write('${name}\\n'))
socket.on('data', (text) => { console.log('${name} hears', String(text)); socket.end() })
socket.on('error', (error) => console.log('${name}', error.code))`
const FLOOD = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
const bytes = Buffer.alloc(100)
let left = 6000
const more = () => { for (let i = 0; i < 20 && left > 0; i++, left--) socket.send(bytes, 9, 'ada.class'); left > 0 ? setImmediate(more) : console.log('flooded') }
socket.bind(0, more)`
const LOOK = `import { readFileSync } from 'node:fs'
const devices = readFileSync('/proc/net/dev', 'utf8').split('\\n').slice(2).map((line) => line.split(':')[0].trim())
console.log('look', JSON.stringify([devices, readFileSync('/proc/net/route', 'utf8'), readFileSync('/etc/hosts', 'utf8')]), 'looked')`
const looked = (page: Page) => [...printed(page, 'client').matchAll(/look .*? looked/g)].map(([text]) => text)

// What it does with the database is the audit's and the bus's, which have tests on both.
describe('the class network', () => {
  const base = databases('sqlite')
  let room: Awaited<ReturnType<typeof openClass>>
  let [ida, ada, bob, cyd, eve] = [] as unknown as Somebody[]
  let pages: Record<'ada' | 'bob' | 'cyd', Page>
  let live: Record<'ida' | 'bob' | 'cyd', Live>
  let before: string

  beforeEach(fullTier)
  beforeAll(async () => {
    if (!FULL) return
    room = await openClass(await base.place())
    ida = await room.somebody('Ida', 'instructor')
    ada = await room.somebody('Ada', 'learner')
    bob = await room.somebody('Bob', 'learner')
    cyd = await room.somebody('Cyd Ångström of the Very Long Family Name', 'learner')
    eve = await room.somebody('Eve', 'instructor', room.cohorts.other)
  }, 120_000)
  afterAll(() => room?.close(), 60_000)

  const view = async (who: Somebody) => (await who.ask('GET', room.path)).json as unknown as NetworkOpen
  const join = (who: Somebody, lab = LAB) => who.ask('PUT', `${room.path}/me`, { lab })

  it('is closed at first, and nobody joins', async () => {
    expect(await view(ada!)).toEqual({ open: false, possible: true })
    expect((await join(ada!)).json.code).toBe('NETWORK_CLOSED')
    expect((await ida!.ask('DELETE', room.path)).status).toBe(200)
  })

  it('is opened for some or all, and joined with a lab of one’s own that is open', async () => {
    expect((await ida!.ask('PUT', room.path, { who: [eve!.id] })).json.code).toBe('PERSON_UNKNOWN')
    expect((await ida!.ask('PUT', room.path, { who: [bob!.id] })).status).toBe(201)
    expect((await eve!.ask('GET', room.path)).status).toBe(404)
    expect((await join(ada!)).json.code).toBe('NETWORK_NOT_YOU')
    expect((await ida!.ask('PUT', room.path, { who: 'all' })).status).toBe(200)

    const [a, b, c] = await Promise.all([ada!.page(), bob!.page(), cyd!.page()])
    pages = { ada: a!, bob: b!, cyd: c! }
    await runClient(a!, LOOK, 'looked')
    before = looked(a!)[0]!
    a!.say({ type: 'run', lab: LAB, programs: ['server'] })
    await a!.event('program', ({ state }) => state.state === 'listening')
    expect((await join(ada!)).json).toMatchObject({ open: true, as: 'ada.class', own: { lab: LAB } })
    expect((await join(bob!, 'servers/none')).json.code).toBe('LAB_UNKNOWN')
    expect((await ida!.ask('PUT', `${room.path}/me`, { lab: LAB })).json.code).toBe('LAB_CLOSED')
    expect((await bob!.ask('PUT', `${room.path}/me`, { lab: LAB, host: 'none' })).json.code).toBe('HOST_UNKNOWN')
    live = { ida: await ida!.live(), bob: await bob!.live(), cyd: await cyd!.live() }
    expect((await join(bob!)).status).toBe(200)
    expect((await join(cyd!)).status).toBe(200)
    expect((await view(bob!)).members).toEqual([
      { host: 'ada.class', address: '10.200.0.1', name: 'Ada' },
      { host: 'bob.class', address: '10.200.0.2', name: 'Bob' },
      {
        host: expect.stringMatching(/^cyd-angstrom[a-z-]*[a-z]\.class$/),
        address: '10.200.0.3',
        name: expect.any(String),
      },
    ])
    await expect.poll(() => (live.cyd.view() as NetworkOpen | null)?.members?.length, PATIENCE).toBe(3)
  })

  it('reaches another’s server by name; each sees their own conversations, and who teaches sees all', async () => {
    await runClient(pages.bob, talk('ada.class', 'bob'), 'bob hears * welcome bob')
    await expect.poll(() => printed(pages.ada, 'server'), PATIENCE).toContain('bob joined from 10.200.0.2')
    await expect
      .poll(() => shown(live.bob.packets()).filter((one) => one === 'bob > ada tcp').length, PATIENCE)
      .toBeGreaterThan(3)
    const own = live.bob.packets()
    expect(new Set(own.flatMap(({ from, to }) => [from, to]))).toEqual(new Set(['bob', 'ada', 'class']))
    expect(own.map(({ n }) => n)).toEqual(own.map((_, index) => index + 1))
    expect(live.cyd.packets()).toEqual([])
    // A page that comes later is told what is kept, too.
    const late = await ida!.live()
    await expect.poll(() => shown(late.packets()), PATIENCE).toContain('ada > bob tcp')
    expect(late.lost()).toBe(0)
    late.end()
    const told = await view(ida!)
    expect(told.members[1]).toMatchObject({ person: bob!.id, lab: LAB, traffic: { overLimit: 0, spoofed: 0 } })
    expect(told.members[1]!.traffic!.frames).toBeGreaterThan(3)
    expect((await view(bob!)).own!.traffic.frames).toBe(told.members[1]!.traffic!.frames)
  })

  it('holds a flood to the flooder, and tells it', async () => {
    await runClient(pages.cyd, FLOOD, 'flooded')
    await runClient(pages.bob, talk('ada.class', 'again'), 'again hears * welcome again')
    await expect.poll(async () => (await view(cyd!)).own!.traffic.overLimit, PATIENCE).toBeGreaterThan(1_000)
    expect((await view(bob!)).own!.traffic.overLimit).toBe(0)
    // The timeline of all has room for the others, and says how much it left out.
    await expect.poll(() => live.ida.lost(), PATIENCE).toBeGreaterThan(0)
    const ofBob = () => shown(live.ida.packets()).filter((one) => one === 'bob > ada tcp').length
    await expect.poll(ofBob, PATIENCE).toBe(shown(live.bob.packets()).filter((one) => one === 'bob > ada tcp').length)
  })

  it('keeps a lab open that is in it, without a run and without a page', async () => {
    for (const lab of ['servers/chat-1', 'servers/chat-2', 'servers/chat-3']) pages.bob.say({ type: 'warm', lab })
    pages.bob.say({ type: 'run', lab: 'servers/concurrency-4', programs: ['client'] })
    await pages.bob.event('runEnded', ({ lab }) => lab === 'servers/concurrency-4')
    // Two pages are left; the session of the one whose labs nobody uses ends.
    const other = await ada!.page('tcp/handshake')
    const open = await room.sessions()
    for (const page of [pages.ada, other]) page.ws.close()
    await expect.poll(room.sessions, PATIENCE).toBe(open - 1)
    expect((await view(ida!)).members.map(({ name }) => name)).toHaveLength(3)
    await runClient(pages.bob, talk('ada.class', 'late'), 'late hears * welcome late')
    pages.ada = await ada!.page()
  })

  it('is left by whoever leaves, is put out, is removed from the class, or signs out', async () => {
    expect((await bob!.ask('DELETE', `${room.path}/me`)).status).toBe(200)
    expect((await view(bob!)).own).toBeNull()
    await runClient(pages.bob, talk('ada.class', 'gone'), 'gone ENOTFOUND')
    // Whoever comes back is who they were.
    expect((await join(bob!)).json.as).toBe('bob.class')
    expect((await view(bob!)).members[1]).toMatchObject({ address: '10.200.0.2' })

    expect((await ida!.ask('DELETE', `${room.path}/members/${cyd!.id}`)).status).toBe(200)
    expect((await ida!.ask('DELETE', `${room.path}/members/${cyd!.id}`)).json.code).toBe('NOT_IN_NETWORK')
    expect((await join(cyd!)).status).toBe(200)
    expect((await ida!.ask('DELETE', `cohorts/${room.cohorts.own}/members/${cyd!.id}`)).status).toBe(200)
    await expect.poll(async () => (await view(ida!)).members.length, PATIENCE).toBe(2)
    expect((await bob!.ask('POST', 'sign-out-everywhere', {})).status).toBe(200)
    await expect.poll(async () => (await view(ida!)).members.map(({ name }) => name), PATIENCE).toEqual(['Ada'])
  })

  it('leaves the labs as they were when it closes, and all of it is in the audit', async () => {
    const page = pages.ada
    await runClient(page, LOOK, 'looked')
    expect(looked(page).at(-1)).toContain('ada.class')
    expect((await ida!.ask('PATCH', `cohorts/${room.cohorts.own}`, { archived: true })).status).toBe(200)
    await expect.poll(async () => (await view(ida!)).open, PATIENCE).toBe(false)
    await expect.poll(() => live.ida.view(), PATIENCE).toEqual({ open: false, possible: true })
    expect((await ida!.ask('PUT', room.path, { who: 'all' })).json.code).toBe('COHORT_ARCHIVED')
    const looks = looked(page).length
    page.say({ type: 'run', lab: LAB, programs: ['client'] })
    await expect.poll(() => looked(page).length, PATIENCE).toBe(looks + 1)
    expect(looked(page).at(-1)).toBe(before)
    // Its server ran all the while.
    expect(
      page.events.some((one) => one.type === 'program' && one.program === 'server' && one.state.state === 'exited'),
    ).toBe(false)
    const rows = await room.db
      .selectFrom('audit')
      .select('action')
      .where('action', 'like', 'network.%')
      .orderBy('seq')
      .execute()
    const times = (action: string) => rows.filter((row) => row.action === `network.${action}`).length
    expect({
      open: times('open'),
      who: times('who'),
      join: times('join'),
      leave: times('leave'),
      close: times('close'),
    }).toEqual({
      ...{ open: 1, who: 1, join: 5, leave: 4, close: 1 },
    })
  })
})
