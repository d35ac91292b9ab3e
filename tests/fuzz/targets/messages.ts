/** What comes over WebSockets, HTTP and pipes as JSON: from pages, from programs, from files that people bring. */
import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { planNetwork } from '../../../src/course/network.ts'
import { Exercise, Lab } from '../../../src/course/schema.ts'
import { LiveClientMessage } from '../../../src/protocol/classroom/live.ts'
import { parseEditorMessage } from '../../../src/protocol/editor.ts'
import { parseJson } from '../../../src/protocol/json.ts'
import { parseClientMessage } from '../../../src/protocol/messages.ts'
import { parseWorkFile } from '../../../src/protocol/work.ts'
import { parseCallLine } from '../../../src/sidecar/calls/parse.ts'
import { bodyFor } from '../../../src/sidecar/classroom/http/body.ts'
import { HTTP_LIMITS } from '../../../src/sidecar/classroom/http/limits.ts'
import { Refusal, type Route } from '../../../src/sidecar/classroom/http/route.ts'
import { routes } from '../../../src/sidecar/classroom/http/routes.ts'
import { intakeOf } from '../../../src/sidecar/store/take-in.ts'
import { planOf } from '../../../src/workbench/plan.ts'
import { FIRST, parseState } from '../../../src/workbench/state.ts'
import { jsonLike } from '../mutate.ts'
import { EXERCISE_FILES, LAB_FILES } from '../samples.ts'
import { target } from '../target.ts'

const TARGET = { kind: 'lab', id: 'tcp/handshake-1', file: 'server.ts' }
const FAULTS = {
  seed: 7,
  rules: [
    { kind: 'loss', from: 'client', probability: 0.2 },
    { kind: 'drop', nth: [1, 3] },
  ],
}
const MESSAGES = [
  { type: 'open', lesson: 'tcp/handshake', locale: 'en', resume: { session: 'a', seq: 4, connection: 'b-1' } },
  { type: 'edit', target: TARGET, text: 'console.log(1)', base: 3 },
  {
    type: 'run',
    lab: 'tcp/handshake-1',
    programs: ['server'],
    options: { client: ['n=3'] },
    faults: FAULTS,
    trace: { server: 'io' },
  },
  { type: 'stop', lab: 'tcp/handshake-1', program: 'client' },
  { type: 'input', lab: 'tcp/handshake-1', program: 'client', text: 'hello\n' },
  { type: 'faults', lab: 'tcp/handshake-1', faults: FAULTS },
  { type: 'grade', exercise: 'tcp/states', id: 'a'.repeat(20) },
  ...['reset', 'history'].map((type) => ({ type, target: TARGET })),
  ...['clear', 'sockets', 'tables', 'warm'].map((type) => ({ type, lab: 'tcp/handshake-1' })),
]

const document = { uri: 'file:///labs/tcp/handshake-1/server.ts', version: 1, text: 'let a = 1' }
const EDITOR = [
  {
    jsonrpc: '2.0',
    method: 'textDocument/didOpen',
    params: { textDocument: { ...document, languageId: 'typescript' } },
  },
  {
    jsonrpc: '2.0',
    id: 4,
    method: 'textDocument/hover',
    params: { textDocument: document, position: { line: 0, character: 3 } },
  },
  {
    jsonrpc: '2.0',
    id: 'a',
    method: 'textDocument/completion',
    params: { textDocument: document, position: { line: 1, character: 0 }, context: { triggerKind: 1 } },
  },
]

const moment = '2026-03-01T10:00:00.000Z'
const attempt = {
  ...{ exercise: 'tcp/states', at: moment, verdict: 'pass', points: 1, maxPoints: 1, seed: 1, ms: 5, printed: '' },
  tests: [{ id: 'a', title: 'A', state: 'passed', points: 1, maxPoints: 1, message: '', visibility: 'visible' }],
}
const WORK = [
  {
    ...{ format: 'wirebook-work', version: 1, at: moment },
    remembered: {
      progress: { 'tcp/handshake#run': 'passed' },
      answers: { 'tcp/handshake#q1': { answer: 'a', shown: true } },
      lessons: { 'tcp/handshake': { first: moment, last: moment } },
      exercises: { 'tcp/states': { passed: moment } },
    },
    work: { texts: [{ target: TARGET, text: 'a', at: moment, by: 'tab', aside: false }], attempts: [attempt] },
  },
]

const CALLS = [
  { id: 1, call: 'connect', at: 5, until: 9, file: 'client.ts', line: 3, column: 7, remote: '10.0.0.2:9999' },
  { id: 2, call: 'send', at: 5, from: 0, to: 40, datagram: true, result: '40', missing: 3 },
]

/** Bodies that each route takes, made of its own schema. */
type Taken = { route: Route; samples: unknown[] }
const TAKING: Taken[] = routes
  .filter(({ body }) => body !== undefined)
  .map((route) => ({
    route,
    samples: [exampleOf(z.toJSONSchema(route.body!, { unrepresentable: 'any', io: 'input' }) as Shape)],
  }))

type Shape = {
  type?: string
  properties?: Record<string, Shape>
  items?: Shape
  enum?: unknown[]
  const?: unknown
  anyOf?: Shape[]
  oneOf?: Shape[]
  format?: string
}
function exampleOf(shape: Shape): unknown {
  const { type, properties = {}, items, anyOf, oneOf } = shape
  const [first] = anyOf ?? oneOf ?? []
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (first) return exampleOf(first)
  if (type === 'object')
    return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, exampleOf(one)]))
  if (type === 'array') return items ? [exampleOf(items)] : []
  if (type === 'boolean') return true
  return type === 'number' || type === 'integer' ? 1 : 'Ada Lovelace 2026'
}

export const MESSAGES_IN = [
  target({
    name: 'bridge messages',
    input: (random) => jsonLike(random, MESSAGES),
    check(text) {
      const parsed = parseClientMessage(text)
      if (parsed.ok) assert.deepEqual(parseClientMessage(JSON.stringify(parsed.message)), parsed)
    },
  }),
  target({
    name: 'editor messages',
    input: (random) => jsonLike(random, EDITOR),
    check: (text) => void parseEditorMessage(text),
  }),
  target({
    name: 'class events',
    input: (random) => jsonLike(random, [{ type: 'watch', cohort: 'c'.repeat(20), after: 7 }]),
    check(text) {
      // As src/sidecar/classroom/live/socket.ts reads it.
      const json = jsonOf(text, parseJson)
      if (json !== undefined) LiveClientMessage.safeParse(json)
    },
  }),
  target({
    name: 'HTTP bodies',
    input(random) {
      const { route, samples } = random.pick(TAKING)
      return { route, text: jsonLike(random, samples), locale: random.pick(['en', 'zh-cn'] as const) }
    },
    revive(kept) {
      const { route: path, ...rest } = kept as { route: string; text: string; locale: 'en' | 'zh-cn' }
      const found = TAKING.find(({ route }) => route.path === path)
      assert(found, `no route takes a body at ${path}`)
      return { ...rest, route: found.route }
    },
    async check({ route, text, locale }) {
      const type = route.form ? 'application/x-www-form-urlencoded' : 'application/json'
      const request = Object.assign(Readable.from([Buffer.from(text)]), { headers: { 'content-type': type } })
      try {
        await bodyFor(route, request as unknown as IncomingMessage, locale, HTTP_LIMITS)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
      }
    },
  }),
  target({
    name: 'progress import',
    input: (random) => jsonLike(random, WORK),
    check(text) {
      const read = parseWorkFile(text)
      if (!read.ok) return
      const { plan } = intakeOf({ texts: [], attempts: [] }, read.file.work)
      assert(plan.added.length <= read.file.work.texts.length)
      assert.deepEqual(parseWorkFile(JSON.stringify(read.file)), read)
    },
  }),
  target({
    name: 'lab.json',
    input: (random) => jsonLike(random, LAB_FILES),
    check(text) {
      const lab = Lab.safeParse(jsonOf(text))
      if (lab.success) planNetwork(lab.data)
    },
  }),
  target({
    name: 'exercise.json',
    input: (random) => jsonLike(random, EXERCISE_FILES),
    check: (text) => void Exercise.safeParse(jsonOf(text)),
  }),
  target({
    name: 'reports of calls',
    input: (random) => jsonLike(random, CALLS),
    check(line) {
      const call = parseCallLine(line)
      if (call) assert.deepEqual(parseCallLine(JSON.stringify(call)), call)
    },
  }),
  target({
    name: 'workbench state',
    input: (random) => jsonLike(random, [FIRST]),
    check(text) {
      const state = parseState(jsonOf(text))
      if (state) planOf(state.definition)
    },
  }),
]

function jsonOf(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}
