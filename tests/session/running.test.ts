import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Serving, serve } from '../../src/sidecar/serve.ts'
import { Page } from '../bridge/page.ts'

const LAB = 'boundaries/stream-1'
const EXERCISE = 'boundaries/byte-reader'

let data: string
let serving: Serving
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'wirebook-running-'))
  serving = await serve({ port: 0, data, site: data, signals: false, log: () => {}, lingerMs: 400 })
})
afterAll(async () => {
  await serving.close()
  rmSync(data, { recursive: true, force: true })
})

/** A page on a lesson of its own choice: tests do not share sessions unless they want to. */
const page = (lesson: string) => Page.open(serving.url, lesson)
const write = async (from: Page, file: string, text: string) => {
  from.say({ type: 'reset', target: { kind: 'lab', id: LAB, file } })
  const { saved } = await from.event('saved', ({ by, saved }) => by === 'reset' && saved.target.file === file)
  from.say({ type: 'edit', target: { kind: 'lab', id: LAB, file }, text, base: saved.revision })
  return (await from.event('saved', ({ saved }) => saved.text === text)).saved.revision
}
const stateOf = (from: Page, program: string, state: string, within?: number) =>
  from.event('program', (event) => event.program === program && event.state.state === state, within)
async function exitOf(from: Page, program: string, within?: number) {
  const { state } = await stateOf(from, program, 'exited', within)
  return state.state === 'exited' ? state.exit : null
}
const printed = (from: Page, program: string) =>
  from.events.map((event) => (event.type === 'output' && event.program === program ? event.text : '')).join('')

describe('a run', () => {
  test('shows states, output and packets; the server goes on until Stop; Run again is a new run', async () => {
    const one = await page('boundaries/stream')
    one.say({ type: 'run', lab: LAB })
    await stateOf(one, 'server', 'listening')
    expect(await exitOf(one, 'client')).toEqual({ code: 0, signal: null, reason: 'exited' })
    await one.event('output', ({ text }) => text.includes('end of stream: 11 bytes'))
    const order = one.events.flatMap((event) =>
      event.type === 'program' ? `${event.program} ${event.state.state}` : [],
    )
    expect(order).toEqual(['client waiting', 'server running', 'server listening', 'client running', 'client exited'])
    if (one.opened.tier !== 'reduced') await one.event('packets')
    one.say({ type: 'stop', lab: LAB })
    expect((await exitOf(one, 'server'))?.reason).toBe('stopped')
    await one.event('runEnded')
    one.say({ type: 'run', lab: LAB })
    await one.event('runStarted', ({ run }) => run === 2)
    await one.event('program', ({ run, state }) => run === 2 && state.state === 'listening')
    one.say({ type: 'stop', lab: LAB })
    await one.event('runEnded', ({ run }) => run === 2)
    one.ws.close()
  })

  test('is shown whole to a tab that opens later, and goes on in one that was cut off', async () => {
    const one = await page('boundaries/delimiters')
    const revision = await write(
      one,
      'server.ts',
      "import { createServer } from 'node:net'\ncreateServer().listen(9999)\nlet n = 0\nsetInterval(() => console.log('tick ' + n++), 20)",
    )
    one.say({ type: 'run', lab: LAB, programs: ['server'] })
    await one.event('output', ({ text }) => text.includes('tick 3'))
    const two = await page('boundaries/delimiters')
    await two.event('output', ({ text }) => text.includes('tick 3'))
    expect(two.numbered[0]?.event).toMatchObject({ type: 'runStarted', revisions: { 'server.ts': revision } })
    one.drop()
    await two.event('output', ({ text }) => text.includes('tick 20'))
    const back = await Page.open(serving.url, 'boundaries/delimiters', one.resume)
    await back.event('output', ({ text }) => text.includes('tick 25'))
    const ticks = [...`${printed(one, 'server')}${printed(back, 'server')}`.matchAll(/tick (\d+)/g)].map((m) =>
      Number(m[1]),
    )
    expect(ticks).toEqual(ticks.map((_, index) => index))
    back.say({ type: 'stop', lab: LAB })
    await two.event('runEnded')
    back.ws.close()
    two.ws.close()
  })

  test('can be joined: a client is run again while its server goes on', async () => {
    const one = await page('tcp/close')
    await write(
      one,
      'client.ts',
      "import { connect } from 'node:net'\nconnect(9999, '127.0.0.1').end('x').on('close', () => console.log('done'))",
    )
    one.say({ type: 'reset', target: { kind: 'lab', id: LAB, file: 'server.ts' } })
    one.say({ type: 'run', lab: LAB })
    await exitOf(one, 'client')
    one.say({ type: 'run', lab: LAB, programs: ['client'] })
    await one.event('runJoined')
    await one.until(() => printed(one, 'client') === 'done\ndone\n')
    expect(one.events.filter(({ type }) => type === 'runStarted')).toHaveLength(1)
    one.say({ type: 'stop', lab: LAB, program: 'server' })
    await one.event('runEnded')
    one.ws.close()
  })

  test('hears what is typed', async () => {
    const one = await page('tcp/backlog')
    await write(one, 'server.ts', "process.stdin.on('data', (data) => console.log('heard ' + String(data).trim()))")
    one.say({ type: 'run', lab: LAB, programs: ['server'] })
    await stateOf(one, 'server', 'running')
    one.say({ type: 'input', lab: LAB, program: 'server', text: '你好\n' })
    await one.until(() => printed(one, 'server').includes('heard 你好'))
    one.say({ type: 'stop', lab: LAB })
    await one.event('runEnded')
    one.ws.close()
  })
})

describe('programs that go wrong', () => {
  test('an infinite loop is stopped by Stop', async () => {
    const one = await page('udp/datagrams')
    await write(one, 'server.ts', "console.log('round')\nwhile (true) {}")
    one.say({ type: 'run', lab: LAB })
    await one.event('output')
    expect((await stateOf(one, 'client', 'waiting')).state).toEqual({ state: 'waiting', for: 'server' })
    one.say({ type: 'stop', lab: LAB })
    await one.event('runEnded')
    expect(await exitOf(one, 'server')).toMatchObject({ reason: 'stopped' })
    one.ws.close()
  })

  test('a syntax error ends the run by itself', async () => {
    const one = await page('udp/one-to-many')
    await write(one, 'server.ts', 'let = = 1')
    one.say({ type: 'run', lab: LAB })
    await one.event('runEnded')
    expect(await exitOf(one, 'server')).toMatchObject({ code: 1, reason: 'crashed' })
    expect(printed(one, 'server')).toContain('server.ts:1')
    one.ws.close()
  })

  test('a flood of output is cut with a count, and other pages are served meanwhile', async () => {
    const [one, other] = [await page('io/blocking'), await page('io/multiplexing')]
    await write(one, 'server.ts', "const text = 'x'.repeat(65536)\nwhile (true) process.stdout.write(text)")
    one.say({ type: 'run', lab: LAB })
    other.say({ type: 'history', target: { kind: 'lab', id: LAB, file: 'server.ts' } })
    await other.until((message) => message.type === 'history')
    expect((await one.event('outputCut')).dropped).toBeGreaterThan(0)
    expect(await exitOf(one, 'server')).toMatchObject({ reason: 'limit', limit: 'output' })
    expect(printed(one, 'server').length).toBeLessThanOrEqual(1 << 20)
    one.ws.close()
    other.ws.close()
  })
})

test('a session left by all ends its programs', async () => {
  const one = await page('servers/chat')
  await write(
    one,
    'server.ts',
    "import { createServer } from 'node:net'\ncreateServer().listen(9999, () => console.log('up'))",
  )
  one.say({ type: 'run', lab: LAB, programs: ['server'] })
  await one.event('output')
  one.ws.close()
  await one.closed
  await new Promise((resolve) => setTimeout(resolve, 900))
  const again = await page('servers/chat')
  expect(again.opened.session).not.toBe(one.opened.session)
  expect(again.numbered).toEqual([])
  again.say({ type: 'stop', lab: LAB })
  await again.refused('NOT_RUNNING')
  again.ws.close()
})

describe('grading', () => {
  test('a submission is graded as it was last saved; the attempt is there after a reload', async () => {
    const one = await page('boundaries/stream')
    one.say({ type: 'grade', exercise: EXERCISE })
    const { attempt } = await one.event('graded')
    expect(attempt).toMatchObject({ exercise: EXERCISE, verdict: 'fail' })
    expect(attempt.tests.length).toBeGreaterThan(0)
    const later = await page('boundaries/stream')
    expect(later.opened.attempts.at(-1)).toEqual(attempt)
    one.ws.close()
    later.ws.close()
  })

  test('can be called off', async () => {
    const one = await page('boundaries/stream')
    const target = { kind: 'exercise' as const, id: EXERCISE, file: 'byte-reader.ts' }
    one.say({ type: 'edit', target, text: 'while (true) {}', base: 0 })
    await one.event('saved')
    one.say({ type: 'grade', exercise: EXERCISE })
    await one.event('gradeStarted')
    one.say({ type: 'cancelGrade', exercise: EXERCISE })
    await one.event('gradeCancelled')
    expect(one.events.some(({ type }) => type === 'graded' || type === 'problem')).toBe(false)
    one.ws.close()
  })
})
