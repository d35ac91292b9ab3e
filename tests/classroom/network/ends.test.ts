/** How a class network ends when nobody closes it, and what it refuses: over real routes, sockets and labs. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NetdSandbox } from '../../../src/sidecar/sandbox/netd/client.ts'
import type { Page } from '../../bridge/page.ts'
import { databases } from '../../support/databases.ts'
import { fullTier } from '../../support/tier.ts'
import {
  type ClassOptions,
  type ClassPeople,
  LAB,
  type NetworkOpen,
  openClass,
  peopleOf,
  runClient,
  type Somebody,
} from './class.ts'

const PATIENCE = { timeout: 30_000 }
const talk = (host: string, name: string) => `import { connect } from 'node:net'
const socket = connect(9000, '${host}', () => socket.write('${name}\\n'))
socket.on('data', (text) => { console.log('${name} hears', String(text)); socket.end() })
socket.on('error', (error) => console.log('${name}', error.code))`
/** Never ends: datagrams to a member, as fast as it can. */
const FLOOD = `import { createSocket } from 'node:dgram'
const socket = createSocket('udp4')
const bytes = Buffer.alloc(400)
let sent = 0
const more = () => { for (let i = 0; i < 50; i++, sent++) socket.send(bytes, 9, 'ada.class'); if (sent === 5000) console.log('floods'); setImmediate(more) }
socket.on('error', () => {})
socket.bind(0, more)`
/** Lines to the chat and back, one after the other. */
const ROUNDS = 60
const CONVERSE = `import { connect } from 'node:net'
import { createInterface } from 'node:readline'
const socket = connect(9000, 'ada.class', () => socket.write('first\\n'))
const other = connect(9000, 'ada.class', () => other.write('second\\n'))
let rounds = 0
const next = () => (rounds++ < ${ROUNDS} ? socket.write('round\\n') : (console.log('all', rounds - 1, 'rounds'), socket.end(), other.end()))
createInterface({ input: other }).on('line', (line) => line.includes('round') || line.includes('welcome') ? next() : null)
socket.on('error', (error) => console.log(error.code))
socket.resume()`

describe('a class network', () => {
  const base = databases('sqlite')
  const closers: (() => Promise<unknown>)[] = []
  beforeEach(fullTier)
  afterEach(async () => {
    for (const close of closers.splice(0).toReversed()) await close()
  }, 60_000)

  async function open(options: ClassOptions = {}) {
    const room = await openClass(await base.place(), options)
    closers.push(room.close)
    return room
  }
  const view = async (room: ClassPeople, who: Somebody) =>
    (await who.ask('GET', room.path)).json as unknown as NetworkOpen
  const join = (room: ClassPeople, who: Somebody) => who.ask('PUT', `${room.path}/me`, { lab: LAB })
  /** Their lab's server listens, and they are in the network. */
  async function serveIn(room: ClassPeople, who: Somebody): Promise<Page> {
    const page = await who.page()
    page.say({ type: 'run', lab: LAB, programs: ['server'] })
    await page.event('program', ({ state }) => state.state === 'listening')
    expect((await join(room, who)).status).toBe(200)
    return page
  }
  const exits = (page: Page, program: string) =>
    page.events.filter((one) => one.type === 'program' && one.program === program && one.state.state === 'exited')

  it('that nobody closes is closed after its time, and the labs go on as they were', async () => {
    const room = await open({ networks: { openMs: 6_000 } })
    const ida = await room.somebody('Ida', 'instructor')
    const ada = await room.somebody('Ada', 'learner')
    const began = performance.now()
    expect((await ida.ask('PUT', room.path, { who: 'all' })).status).toBe(201)
    const page = await serveIn(room, ada)
    const live = await ada.live()
    await expect.poll(() => live.view()?.open, PATIENCE).toBe(true)
    await expect.poll(() => live.view(), PATIENCE).toEqual({ open: false, possible: true })
    expect(performance.now() - began).toBeGreaterThan(6_000)
    expect(await room.told()).toEqual(['network.open', 'network.join', 'network.close: open too long'])
    expect((await join(room, ada)).json.code).toBe('NETWORK_CLOSED')
    await runClient(page, talk('127.0.0.1', 'own'), 'own hears * welcome own')
    expect(exits(page, 'server')).toEqual([])
    live.end()
  })

  it('closes with the process that holds it, says why, and can be opened again', async () => {
    const sandbox = await NetdSandbox.open()
    const room = await open({ openSandbox: async () => sandbox })
    const ida = await room.somebody('Ida', 'instructor')
    const ada = await room.somebody('Ada', 'learner')
    const bob = await room.somebody('Bob', 'learner')
    await ida.ask('PUT', room.path, { who: 'all' })
    await serveIn(room, ada)
    await serveIn(room, bob)
    const live = await ida.live()
    await expect.poll(() => (live.view() as NetworkOpen | null)?.members?.length, PATIENCE).toBe(2)
    process.kill(sandbox.helperPid!, 'SIGKILL')
    await expect.poll(() => live.view(), PATIENCE).toEqual({ open: false, possible: true })
    expect((await room.told()).at(-1)).toBe('network.close: the helper ended')
    expect((await ada.ask('DELETE', `${room.path}/me`)).status).toBe(200)

    expect((await ida.ask('PUT', room.path, { who: 'all' })).status).toBe(201)
    const [a, b] = [await ada.page(), await bob.page()]
    a.say({ type: 'run', lab: LAB, programs: ['server'] })
    await a.event('program', ({ run, state }) => run === 2 && state.state === 'listening')
    await expect.poll(async () => (await join(room, ada)).status, PATIENCE).toBe(200)
    await expect.poll(async () => (await join(room, bob)).status, PATIENCE).toBe(200)
    await runClient(b, talk('ada.class', 'anew'), 'anew hears * welcome anew')
    live.end()
  })

  it('has room for so many, also when they come at once', async () => {
    const room = await open({ networks: { members: 2, networks: 1 } })
    const ida = await room.somebody('Ida', 'instructor')
    await room.join(ida.id, 'instructor', room.cohorts.other)
    const all = await Promise.all(['Ada', 'Bob', 'Cyd', 'Dan'].map((name) => room.somebody(name, 'learner')))
    await ida.ask('PUT', room.path, { who: 'all' })
    expect((await ida.ask('PUT', `cohorts/${room.cohorts.other}/network`, { who: 'all' })).json).toMatchObject({
      code: 'TOO_MANY_NETWORKS',
      message: expect.stringContaining('1 class network'),
    })
    for (const one of all) await one.page()
    const answers = await Promise.all(all.map((one) => join(room, one)))
    expect(answers.map(({ status, json }) => json.code ?? status).toSorted()).toEqual([
      200,
      200,
      'NETWORK_FULL',
      'NETWORK_FULL',
    ])
    expect((await view(room, ida)).members).toHaveLength(2)
    const [inside] = all.filter((_, n) => answers[n]!.status === 200)
    const [outside] = all.filter((_, n) => answers[n]!.status !== 200)
    // Whoever is in it may come with the same lab again; there is no room for another until somebody leaves.
    expect((await join(room, inside!)).status).toBe(200)
    await inside!.ask('DELETE', `${room.path}/me`)
    expect((await join(room, outside!)).status).toBe(200)
    expect((await join(room, inside!)).json.code).toBe('NETWORK_FULL')
    // What was refused left no lab behind that would be kept open.
    expect((await room.told()).filter((action) => action === 'network.join')).toHaveLength(3)
  })

  it('takes a lab that is in another class’s network from nobody', async () => {
    const room = await open()
    const ida = await room.somebody('Ida', 'instructor')
    const ada = await room.somebody('Ada', 'learner')
    const other = `cohorts/${room.cohorts.other}/network`
    await room.join(ida.id, 'instructor', room.cohorts.other)
    await room.join(ada.id, 'learner', room.cohorts.other)
    for (const path of [room.path, other]) expect((await ida.ask('PUT', path, { who: 'all' })).status).toBe(201)
    await ada.page()
    // One of two at once gets it, and the other is told where the lab is.
    const both = await Promise.all([room.path, other].map((path) => ada.ask('PUT', `${path}/me`, { lab: LAB })))
    expect(both.map(({ status, json }) => json.code ?? status).toSorted()).toEqual([200, 'LAB_ELSEWHERE'])
    const [from, to] = both[0]!.status === 200 ? [room.path, other] : [other, room.path]
    expect((await ada.ask('PUT', `${to}/me`, { lab: LAB })).json).toMatchObject({
      code: 'LAB_ELSEWHERE',
      message: expect.stringContaining(LAB),
    })
    await ada.ask('DELETE', `${from}/me`)
    expect((await ada.ask('PUT', `${to}/me`, { lab: LAB })).status).toBe(200)
  })

  it('carries the others’ conversations while one floods, and keeps all of them on the timeline', async () => {
    const room = await open()
    const ida = await room.somebody('Ida', 'instructor')
    const [ada, bob, cyd] = await Promise.all(['Ada', 'Bob', 'Cyd'].map((name) => room.somebody(name, 'learner')))
    await ida.ask('PUT', room.path, { who: 'all' })
    await serveIn(room, ada!)
    const [b, c] = [await bob!.page(), await cyd!.page()]
    for (const one of [bob!, cyd!]) expect((await join(room, one)).status).toBe(200)
    const live = { ida: await ida.live(), bob: await bob!.live() }
    await runClient(c, FLOOD, 'floods')
    await runClient(b, CONVERSE, `all ${ROUNDS} rounds`)
    expect(exits(c, 'client'), 'the flood goes on all the while').toEqual([])
    const traffic = async (who: Somebody) => (await view(room, who)).own!.traffic
    await expect.poll(async () => (await traffic(cyd!)).overLimit, PATIENCE).toBeGreaterThan(1_000)
    expect(await traffic(bob!)).toMatchObject({ overLimit: 0, spoofed: 0, refused: 0 })
    expect((await traffic(bob!)).frames).toBeGreaterThan(ROUNDS)
    // Whoever teaches can end it with one button, and sees all of the others' packets until then.
    expect((await ida.ask('DELETE', `${room.path}/members/${cyd!.id}`)).status).toBe(200)
    const count = (packets: { from?: string | undefined }[]) => packets.filter(({ from }) => from === 'bob').length
    await expect.poll(() => count(live.bob.packets()), PATIENCE).toBeGreaterThanOrEqual((await traffic(bob!)).frames)
    await expect.poll(() => count(live.ida.packets()), PATIENCE).toBe(count(live.bob.packets()))
    for (const one of Object.values(live)) one.end()
  })

  it('takes nobody on after SIGTERM, goes on while labs have their time, and leaves nothing behind', async () => {
    const [where, site] = [await base.place(), mkdtempSync(joinPath(tmpdir(), 'wirebook-network-site-'))]
    const script = joinPath(import.meta.dirname, 'network-process.ts')
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, where, site, '8000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    closers.push(async () => {
      child.kill('SIGKILL')
      rmSync(site, { recursive: true, force: true })
    })
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const room = await peopleOf(where, line.replace('at ', ''))
    closers.push(() => room.close())
    const ida = await room.somebody('Ida', 'instructor')
    const [ada, bob, cyd] = await Promise.all(['Ada', 'Bob', 'Cyd'].map((name) => room.somebody(name, 'learner')))
    await ida.ask('PUT', room.path, { who: 'all' })
    const a = await serveIn(room, ada!)
    const [b] = [await bob!.page(), await cyd!.page()]
    expect((await join(room, bob!)).status).toBe(200)
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await a.until((message) => message.type === 'leaving')
    expect((await join(room, cyd!)).json.code).toBe('CLOSING')
    await runClient(b, talk('ada.class', 'last'), 'last hears * welcome last')
    expect(await ended).toEqual([0, null])
    const told = await room.told()
    expect(told.filter((one) => one.startsWith('network.close'))).toEqual(['network.close: the server ended'])
    // Labs that ended with the server are not told as people who left.
    expect(told.filter((one) => one.startsWith('network.leave'))).toEqual([])
  })
})
