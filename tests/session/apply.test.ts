import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoadedExercise, LoadedLab } from '../../src/course/load.ts'
import { Exercise, Lab } from '../../src/course/schema.ts'
import type { ServerMessage, SessionEvent, Target } from '../../src/protocol/messages.ts'
import { apply } from '../../src/sidecar/session/apply.ts'
import { SESSION_LIMITS } from '../../src/sidecar/session/limits.ts'
import { type Effect, newSession, type Operation, type SessionMessage } from '../../src/sidecar/session/state.ts'
import type { StoredText } from '../../src/sidecar/store/store.ts'

const both = (text: string) => ({ en: text, 'zh-cn': text })
const LAB: LoadedLab = {
  id: 'tcp/one',
  folder: '',
  lab: Lab.parse({
    title: both('One'),
    topology: 'pair',
    programs: [
      { name: 'server', file: 'server.ts', ready: { listen: 'tcp:9999' } },
      { name: 'client', file: 'client.ts', after: ['server'] },
    ],
    faults: { delay: { max: 500, default: 20 } },
  }),
  files: { 'server.ts': 'serve()', 'client.ts': 'connect()' },
}
const SOLO: LoadedLab = { ...LAB, id: 'tcp/solo', lab: Lab.parse({ ...LAB.lab, topology: 'solo', faults: undefined }) }
const EXERCISE: LoadedExercise = {
  id: 'tcp/task',
  folder: '',
  exercise: Exercise.parse({
    kind: 'function',
    title: both('Task'),
    files: ['task.ts'],
    tests: {},
    hints: [both('a'), both('b'), both('c')],
    mutants: {},
  }),
  starter: { 'task.ts': 'start' },
  solution: { 'task.ts': 'done' },
  specFile: '',
  driverFile: null,
}
const SERVER: Target = { kind: 'lab', id: LAB.id, file: 'server.ts' }

/** Carries effects out as the shell does, with a store in memory and runs that do nothing by themselves. */
class Bench {
  state = newSession({
    id: 's',
    lesson: 'tcp/handshake',
    machine: { tier: 'full', reason: null, kernel: '6', node: 'v26' },
    texts: [],
    attempts: [],
  })
  readonly versions: StoredText[] = []
  readonly heard = new Map<string, ServerMessage[]>()
  effects: Effect[] = []

  do(operation: Operation): Effect[] {
    const { state, effects } = apply(this.state, operation)
    this.state = state
    this.effects = effects
    for (const effect of effects) this.#carryOut(effect)
    return effects
  }

  open(connection: string, resume?: { session: string; seq: number }): ServerMessage[] {
    this.heard.set(connection, [])
    this.do({ type: 'open', connection, message: { type: 'open', lesson: 'tcp/handshake', locale: 'en', resume } })
    return this.heard.get(connection)!
  }

  say(connection: string, message: SessionMessage): Effect[] {
    const facts = { lab: [LAB, SOLO].find(({ id }) => id === labOf(message)) ?? null, exercise: EXERCISE }
    return this.do({ type: 'message', connection, message, facts })
  }

  leave(connection: string): void {
    this.heard.delete(connection)
    this.do({ type: 'connectionLost', connection })
  }

  last(connection: string): ServerMessage | undefined {
    return this.heard.get(connection)?.at(-1)
  }

  #carryOut(effect: Effect): void {
    if (effect.type === 'send') this.heard.get(effect.to)?.push(effect.message)
    if (effect.type === 'broadcast')
      for (const list of this.heard.values()) list.push({ type: 'event', ...effect.entry })
    if (effect.type !== 'save') return
    const { target, text, by, aside, connection } = effect
    const saved = { target, text, by, revision: this.versions.length + 1, at: '' }
    this.versions.push(saved)
    this.do({ type: 'stored', connection, saved, aside })
  }
}

function labOf(message: SessionMessage): string | null {
  return 'lab' in message ? message.lab : 'target' in message ? message.target.id : null
}

function eventsIn(messages: ServerMessage[]): SessionEvent[] {
  return messages.flatMap((message) => (message.type === 'event' ? [message.event] : []))
}
function numbersIn(messages: ServerMessage[]): number[] {
  return messages.flatMap((message) => (message.type === 'event' ? [message.seq] : []))
}
const edit = (text: string, base: number): SessionMessage => ({ type: 'edit', target: SERVER, text, base })
const output = (text: string): Operation => ({
  type: 'told',
  lab: LAB.id,
  run: 1,
  events: [{ type: 'output', program: 'server', stream: 'stdout', text, at: 1 }],
})

describe('texts', () => {
  test('an edit is answered to every tab with the revision under which it was stored', () => {
    const bench = new Bench()
    bench.open('a')
    bench.open('b')
    bench.say('a', edit('one', 0))
    for (const name of ['a', 'b'])
      expect(bench.last(name)).toMatchObject({ event: { type: 'saved', by: 'a', saved: { text: 'one', revision: 1 } } })
  })

  test('an edit on an older revision than another tab has saved is refused, kept, and does not become the head', () => {
    const bench = new Bench()
    bench.open('a')
    bench.open('b')
    bench.say('a', edit('mine', 0))
    bench.say('b', edit('theirs', 0))
    expect(bench.last('b')).toMatchObject({ type: 'refused', code: 'EDIT_CONFLICT', target: SERVER, kept: 2 })
    expect(bench.versions.map(({ text }) => text)).toEqual(['mine', 'theirs'])
    expect(Object.values(bench.state.texts).map(({ text }) => text)).toEqual(['mine'])
  })

  test("one's own edits may follow each other before they are answered", () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', edit('o', 0))
    bench.say('a', edit('on', 0))
    expect(bench.last('a')).toMatchObject({ event: { saved: { text: 'on', revision: 2 } } })
  })

  test('the same text again makes no new version', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', edit('same', 0))
    bench.say('a', edit('same', 1))
    expect(bench.versions).toHaveLength(1)
    expect(bench.last('a')).toMatchObject({ event: { saved: { revision: 1 } } })
  })

  test('reset stores the text as shipped as a new version, by nobody in particular', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', edit('broken', 0))
    bench.say('a', { type: 'reset', target: SERVER })
    expect(bench.last('a')).toMatchObject({ event: { type: 'saved', by: 'reset', saved: { text: 'serve()' } } })
    expect(bench.versions.map(({ text }) => text)).toEqual(['broken', 'serve()'])
  })

  test('a file that the lab does not have is refused', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', { type: 'edit', target: { ...SERVER, file: 'constructor' }, text: '', base: 0 })
    expect(bench.last('a')).toMatchObject({ type: 'refused', code: 'FILE_UNKNOWN', of: 'edit' })
  })
})

describe('runs', () => {
  test('a run takes the texts of now and tells their revisions', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', edit('mine', 0))
    const effects = bench.say('a', { type: 'run', lab: LAB.id })
    expect(effects).toContainEqual(
      expect.objectContaining({
        type: 'begin',
        run: 1,
        start: { files: { 'server.ts': 'mine', 'client.ts': 'connect()' } },
        faults: { seed: 1, rules: [{ kind: 'delay', ms: 20 }] },
      }),
    )
    expect(bench.last('a')).toMatchObject({
      event: { type: 'runStarted', revisions: { 'server.ts': 1, 'client.ts': 0 } },
    })
  })

  test('Run while it runs ends that run and begins the next; news of the old one is dropped', () => {
    const bench = new Bench()
    const heard = bench.open('a')
    bench.say('a', { type: 'run', lab: LAB.id })
    bench.say('a', { type: 'run', lab: LAB.id })
    bench.do(output('late'))
    bench.do({ type: 'runOver', lab: LAB.id, run: 1 })
    expect(eventsIn(heard).map((event) => [event.type, 'run' in event && event.run])).toEqual([
      ['runStarted', 1],
      ['runEnded', 1],
      ['runStarted', 2],
    ])
  })

  test('one program alone joins the run that goes on', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', { type: 'run', lab: LAB.id, programs: ['server'] })
    const effects = bench.say('a', { type: 'run', lab: LAB.id, programs: ['client'] })
    expect(effects.map(({ type }) => type)).toEqual(['broadcast', 'join'])
    expect(bench.last('a')).toMatchObject({ event: { type: 'runJoined', run: 1, programs: ['client'] } })
  })

  test('what cannot be: unknown lab, unknown program, faults without a wire, input to nobody, stop of nothing', () => {
    const bench = new Bench()
    bench.open('a')
    const refusal = (message: SessionMessage) => {
      bench.say('a', message)
      const last = bench.last('a')
      return last?.type === 'refused' ? last.code : last
    }
    const faults = { seed: 1, rules: [{ kind: 'delay' as const, ms: 5 }] }
    expect(refusal({ type: 'run', lab: 'tcp/none' })).toBe('LAB_UNKNOWN')
    expect(refusal({ type: 'run', lab: LAB.id, programs: ['nobody'] })).toBe('PROGRAM_UNKNOWN')
    expect(refusal({ type: 'run', lab: SOLO.id, faults })).toBe('MESSAGE_MALFORMED')
    expect(refusal({ type: 'input', lab: LAB.id, program: 'server', text: 'x' })).toBe('NOT_RUNNING')
    expect(refusal({ type: 'stop', lab: LAB.id })).toBe('NOT_RUNNING')
  })

  test('the output of a run is bounded: what is over is counted, not kept', () => {
    const bench = new Bench()
    const heard = bench.open('a')
    bench.say('a', { type: 'run', lab: LAB.id })
    const chunk = 'x'.repeat(100_000)
    for (let sent = 0; sent < 2 * SESSION_LIMITS.runBytes; sent += chunk.length) bench.do(output(chunk))
    const events = eventsIn(heard)
    const kept = events.reduce((sum, event) => sum + (event.type === 'output' ? event.text.length : 0), 0)
    const cut = events.reduce((sum, event) => sum + (event.type === 'outputCut' ? event.dropped : 0), 0)
    expect(kept).toBeLessThanOrEqual(SESSION_LIMITS.runBytes)
    expect(kept + cut).toBeGreaterThanOrEqual(2 * SESSION_LIMITS.runBytes)
  })

  test('a new tab is told the latest run of each lab, and after Clear only that it runs', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', { type: 'run', lab: LAB.id })
    bench.do(output('hello'))
    expect(eventsIn(bench.open('b')).map(({ type }) => type)).toEqual(['runStarted', 'output'])
    bench.say('a', { type: 'clear', lab: LAB.id })
    expect(eventsIn(bench.open('c')).map(({ type }) => type)).toEqual(['runStarted'])
  })
})

describe('grading', () => {
  test('takes the submission as it stands, once at a time, and a fault of ours is no attempt', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', {
      type: 'edit',
      target: { kind: 'exercise', id: EXERCISE.id, file: 'task.ts' },
      text: 'try',
      base: 0,
    })
    const effects = bench.say('a', { type: 'grade', exercise: EXERCISE.id })
    expect(effects).toContainEqual({
      type: 'grade',
      connection: 'a',
      exercise: EXERCISE.id,
      files: { 'task.ts': 'try' },
      versions: { 'task.ts': '' },
      locale: 'en',
    })
    // Nothing is told before it is stored; a second one is refused all the same.
    expect(eventsIn(bench.heard.get('a')!).map(({ type }) => type)).toEqual(['saved'])
    bench.say('a', { type: 'grade', exercise: EXERCISE.id })
    expect(bench.last('a')).toMatchObject({ code: 'TOO_MANY' })
    bench.do({ type: 'submitted', exercise: EXERCISE.id })
    expect(bench.last('a')).toMatchObject({ event: { type: 'gradeStarted', exercise: EXERCISE.id } })
    expect(eventsIn(bench.open('b')).map(({ type }) => type)).toEqual(['gradeStarted'])
    const attempt = { exercise: EXERCISE.id, at: '', points: 0, maxPoints: 1, seed: 1, ms: 1, tests: [], printed: '' }
    bench.do({ type: 'graded', attempt: { ...attempt, verdict: 'error' } })
    expect(bench.state.attempts).toEqual([])
    bench.say('a', { type: 'grade', exercise: EXERCISE.id })
    bench.do({ type: 'graded', attempt: { ...attempt, verdict: 'fail' } })
    expect(bench.state.attempts).toHaveLength(1)
  })

  const attempt = {
    exercise: EXERCISE.id,
    at: '',
    verdict: 'pass' as const,
    points: 1,
    maxPoints: 1,
    seed: 1,
    ms: 1,
    tests: [],
    printed: '',
  }

  test('its place in the queue is told to every tab, the latest to those that open later', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', { type: 'grade', exercise: EXERCISE.id, id: 'a'.repeat(16) })
    bench.do({ type: 'submitted', exercise: EXERCISE.id })
    for (const ahead of [4, 3])
      bench.do({ type: 'placed', exercise: EXERCISE.id, place: { ahead, expectedMs: ahead * 1_000 } })
    const queued = { type: 'gradeQueued', exercise: EXERCISE.id, ahead: 3, expectedMs: 3_000 }
    expect(bench.last('a')).toMatchObject({ event: queued })
    expect(eventsIn(bench.open('b'))).toEqual([{ type: 'gradeStarted', exercise: EXERCISE.id }, queued])
    bench.do({ type: 'graded', attempt })
    bench.do({ type: 'placed', exercise: EXERCISE.id, place: { ahead: 0, expectedMs: null } })
    expect(bench.last('a')).toMatchObject({ event: { type: 'graded' } })
    expect(eventsIn(bench.open('c'))).toEqual([])
  })

  test('one that is not taken is told to its sender with the reason, and another may follow', () => {
    const bench = new Bench()
    bench.open('a')
    bench.open('b')
    bench.say('a', { type: 'grade', exercise: EXERCISE.id })
    bench.do({
      type: 'gradeRefused',
      exercise: EXERCISE.id,
      connection: 'a',
      reason: 'COOLING_DOWN',
      message: 'in 3 min',
    })
    expect(bench.heard.get('a')).toContainEqual({
      type: 'refused',
      code: 'GRADE_REFUSED',
      message: 'in 3 min',
      of: 'grade',
      exercise: EXERCISE.id,
      reason: 'COOLING_DOWN',
    })
    expect(bench.heard.get('b')!.some(({ type }) => type === 'refused')).toBe(false)
    expect(bench.say('b', { type: 'grade', exercise: EXERCISE.id })).toHaveLength(1)
  })

  test('only so many exercises are graded at once; the one that is not is named', () => {
    const bench = new Bench()
    bench.open('a')
    for (let n = 0; n <= SESSION_LIMITS.gradings; n += 1)
      bench.say('a', { type: 'grade', exercise: `${EXERCISE.id}-${n}` })
    const last = `${EXERCISE.id}-${SESSION_LIMITS.gradings}`
    expect(bench.last('a')).toMatchObject({ code: 'TOO_MANY', of: 'grade', exercise: last })
  })

  test('one that was interrupted goes on, and is counted once however often its verdict is told', () => {
    const bench = new Bench()
    bench.do({ type: 'resumed', exercise: EXERCISE.id })
    bench.do({ type: 'submitted', exercise: EXERCISE.id })
    expect(eventsIn(bench.open('a')).map(({ type }) => type)).toEqual(['gradeStarted'])
    bench.say('a', { type: 'grade', exercise: EXERCISE.id })
    expect(bench.last('a')).toMatchObject({ code: 'TOO_MANY' })
    for (let n = 0; n < 2; n += 1) bench.do({ type: 'graded', attempt: { ...attempt, id: 'x'.repeat(16) } })
    expect(bench.state.attempts).toHaveLength(1)
  })
})

test('a text that could not be stored is told to its page, which has it still', () => {
  const bench = new Bench()
  bench.open('a')
  bench.do({ type: 'notSaved', connection: 'a', target: SERVER, problem: { code: 'STORE_FAILED', message: 'full' } })
  expect(bench.last('a')).toMatchObject({ type: 'refused', code: 'NOT_SAVED', of: 'edit', target: SERVER })
  expect(eventsIn(bench.heard.get('a')!)).toEqual([
    { type: 'problem', code: 'STORE_FAILED', message: 'full', lab: SERVER.id },
  ])
  expect(bench.state.texts).toEqual({})
})

test('a lab is refused when those of one’s other lessons leave no room', () => {
  const bench = new Bench()
  bench.open('a')
  const facts = { lab: LAB, labsLeft: 0 }
  bench.do({ type: 'message', connection: 'a', message: { type: 'run', lab: LAB.id }, facts })
  expect(bench.last('a')).toMatchObject({ type: 'refused', code: 'TOO_MANY', of: 'run' })
  bench.do({
    type: 'message',
    connection: 'a',
    message: { type: 'run', lab: LAB.id },
    facts: { lab: LAB, labsLeft: 1 },
  })
  expect(bench.state.labs[LAB.id]).toMatchObject({ alive: true })
})

describe('whatever happens', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('edit' as const), who: fc.nat(2), text: fc.string(), base: fc.nat(6) }),
    fc.record({ kind: fc.constant('reset' as const), who: fc.nat(2) }),
    fc.record({ kind: fc.constant('run' as const), who: fc.nat(2), only: fc.boolean() }),
    fc.record({ kind: fc.constant('output' as const), run: fc.integer({ min: 1, max: 4 }), text: fc.string() }),
    fc.record({ kind: fc.constant('over' as const), run: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('clear' as const), who: fc.nat(2) }),
    fc.record({ kind: fc.constant('drop' as const), who: fc.nat(2) }),
    fc.record({ kind: fc.constant('return' as const), who: fc.nat(2) }),
  )

  test('numbers are contiguous, a resumed tab has heard exactly what the others heard, and no text is lost', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const bench = new Bench()
        const all: ServerMessage[] = bench.open('witness')
        const heard = [0, 1, 2].map(() => [] as number[])
        const online = [true, true, true]
        const written: string[] = []
        for (const who of [0, 1, 2]) bench.open(`${who}`)
        const collect = (who: number) => {
          heard[who]!.push(...numbersIn(bench.heard.get(`${who}`) ?? []))
          bench.heard.set(`${who}`, [])
        }
        for (const one of steps) {
          const name = 'who' in one ? `${one.who}` : ''
          if (one.kind === 'drop' && online[one.who]) {
            collect(one.who)
            online[one.who] = false
            bench.leave(name)
          } else if (one.kind === 'return' && !online[one.who]) {
            online[one.who] = true
            const answer = bench.open(name, { session: 's', seq: heard[one.who]!.at(-1) ?? 0 })
            expect(answer[0]).toMatchObject({ type: 'opened', resumed: true })
          } else if (one.kind === 'output') {
            const events = [
              { type: 'output' as const, program: 'server', stream: 'stdout' as const, text: one.text, at: 0 },
            ]
            bench.do({ type: 'told', lab: LAB.id, run: one.run, events })
          } else if (one.kind === 'over') bench.do({ type: 'runOver', lab: LAB.id, run: one.run })
          else if ('who' in one && online[one.who]) {
            if (one.kind === 'edit') {
              written.push(one.text)
              bench.say(name, edit(one.text, one.base))
            } else if (one.kind === 'reset') bench.say(name, { type: 'reset', target: SERVER })
            else if (one.kind === 'clear') bench.say(name, { type: 'clear', lab: LAB.id })
            else if (one.kind === 'run')
              bench.say(name, { type: 'run', lab: LAB.id, ...(one.only && { programs: ['client'] }) })
          }
        }
        const numbers = numbersIn(all)
        expect(numbers).toEqual(numbers.map((_, index) => index + 1))
        for (const who of [0, 1, 2]) {
          if (!online[who]) bench.open(`${who}`, { session: 's', seq: heard[who]!.at(-1) ?? 0 })
          collect(who)
          expect(heard[who]).toEqual(numbers)
        }
        const stored = new Set(bench.versions.map(({ text }) => text))
        expect(written.filter((text) => !stored.has(text))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('a tab away for longer than the buffer reaches starts afresh instead of missing something', () => {
    const bench = new Bench()
    bench.open('a')
    bench.say('a', { type: 'run', lab: LAB.id })
    for (let n = 0; n < SESSION_LIMITS.bufferEvents + 500; n += 1) bench.do(output('.'))
    expect(bench.open('b', { session: 's', seq: 1 })[0]).toMatchObject({ type: 'opened', resumed: false })
    expect(bench.open('c', { session: 's', seq: bench.state.seq - 3 }).slice(1)).toHaveLength(3)
    expect(bench.open('d', { session: 'another', seq: bench.state.seq })[0]).toMatchObject({ resumed: false })
    expect(bench.open('e', { session: 's', seq: bench.state.seq + 1 })[0]).toMatchObject({ resumed: false })
  })
})
