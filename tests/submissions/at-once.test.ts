/** Submissions on one's own machine: stored, graded, and not lost by whatever ends the sidecar in between. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { loadExercise } from '../../src/course/load.ts'
import type { Target } from '../../src/protocol/messages.ts'
import type { Database } from '../../src/sidecar/database/database.ts'
import { LOCAL_PERSON, newId } from '../../src/sidecar/database/id.ts'
import type { GradeRequest, Grader, Verdict } from '../../src/sidecar/grader/types.ts'
import { serve } from '../../src/sidecar/serve.ts'
import { openOwnDatabase, openStore } from '../../src/sidecar/store/open.ts'
import { SubmissionsAtOnce } from '../../src/sidecar/submissions/at-once.ts'
import type { Submission } from '../../src/sidecar/submissions/types.ts'
import { Page } from '../bridge/page.ts'

const EXERCISE = 'boundaries/byte-reader'
const LESSON = 'boundaries/stream'
let folder: string
let database: Database | null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wirebook-submissions-'))
  database = null
})
afterEach(async () => {
  await database?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Over a real file; what grades is the test's own. */
async function opened(grade: (request: GradeRequest, signal?: AbortSignal) => Promise<Verdict>) {
  database = await openOwnDatabase(folder)
  const grader: Grader = { grade, close: async () => {} }
  const stores = openStore(database)
  return { store: stores.of(LOCAL_PERSON), submissions: new SubmissionsAtOnce(stores, async () => grader) }
}
const submission = (): Submission => ({
  person: LOCAL_PERSON,
  id: newId(),
  exercise: EXERCISE,
  files: { 'a.ts': 'mine' },
  versions: { 'a.ts': '2026-01-01T00:00:00.000Z' },
  locale: 'en',
})
const verdictOf = ({ exercise }: GradeRequest): Verdict => ({
  version: 1,
  job: 'j',
  exercise,
  verdict: 'pass',
  points: 1,
  maxPoints: 1,
  seed: 1,
  provenance: 'practice',
  versions: { spec: 's', wirebook: 'w', node: 'n' },
  ms: 1,
  tests: [],
  printed: '',
})
const untilAborted = (_: GradeRequest, signal?: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal!.addEventListener('abort', () => reject(signal!.reason)))

describe('a submission', () => {
  test('is stored before it is graded, and its verdict afterwards', async () => {
    let unfinished: Submission[] = []
    const { store, submissions } = await opened(async (request) => {
      unfinished = await submissions.unfinished(LOCAL_PERSON, [EXERCISE])
      return verdictOf(request)
    })
    const one = submission()
    const order: string[] = []
    const { signal } = new AbortController()
    const attempt = await submissions.submit({ ...one, signal, onStored: () => order.push('stored') })
    expect([order, unfinished]).toEqual([['stored'], [one]])
    expect(attempt).toMatchObject({ id: one.id, verdict: 'pass', files: one.versions })
    expect(await store.attempts([EXERCISE], 9)).toEqual([attempt])
    expect(await submissions.unfinished(LOCAL_PERSON, [EXERCISE])).toEqual([])
  })

  test('that comes again under its id is graded once', async () => {
    let graded = 0
    const { submissions } = await opened(async (request) => {
      graded += 1
      return verdictOf(request)
    })
    const one = { ...submission(), signal: new AbortController().signal }
    expect(await submissions.submit(one)).toEqual(await submissions.submit(one))
    expect(graded).toBe(1)
  })

  test('that its learner withdraws is gone; one that is only left stays unfinished', async () => {
    const { submissions } = await opened(untilAborted)
    for (const [reason, left] of [['withdrawn', 0] as const, ['leaving', 1] as const]) {
      const stop = new AbortController()
      const ended = submissions.submit({ ...submission(), signal: stop.signal, onStored: () => stop.abort(reason) })
      await expect(ended).rejects.toBe(reason)
      expect(await submissions.unfinished(LOCAL_PERSON, [EXERCISE])).toHaveLength(left)
    }
  })

  test('that the grader fails over is told so, and not tried again by itself', async () => {
    const { submissions } = await opened(() => Promise.reject(new Error('no grader here')))
    await expect(submissions.submit({ ...submission(), signal: new AbortController().signal })).rejects.toThrow(
      'no grader here',
    )
    expect(await submissions.unfinished(LOCAL_PERSON, [EXERCISE])).toEqual([])
  })
})

test('a sidecar killed while it grades: the next one grades what was submitted, and tells whoever opens the lesson', async () => {
  const { starter, solution, exercise } = loadExercise(EXERCISE)
  const file = exercise.files[0]!
  const target: Target = { kind: 'exercise', id: EXERCISE, file }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'sidecar.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string]
  const before = await Page.open(url, LESSON)
  before.say({ type: 'edit', target, text: solution[file]!, base: 0 })
  before.say({ type: 'grade', exercise: EXERCISE })
  await before.event('gradeStarted')
  // What is written afterwards is not what was submitted.
  before.say({ type: 'edit', target, text: starter[file]!, base: 0 })
  await before.event('saved', ({ saved }) => saved.text === starter[file])
  child.kill('SIGKILL')
  await once(child, 'close')

  const serving = await serve({ port: 0, data: folder, site: folder, signals: false, log: () => {} })
  try {
    const after = await Page.open(serving.url, LESSON)
    const { attempt } = await after.event('graded', () => true, 60_000)
    expect(attempt).toMatchObject({ exercise: EXERCISE, verdict: 'pass' })
    after.say({ type: 'attemptFiles', exercise: EXERCISE, id: attempt.id! })
    const answer = await after.until((message) => message.type === 'attemptFiles')
    expect(answer).toEqual({ type: 'attemptFiles', exercise: EXERCISE, id: attempt.id, files: solution })
    after.ws.close()
    const later = await Page.open(serving.url, LESSON)
    expect(later.opened.attempts).toEqual([attempt])
    later.ws.close()
  } finally {
    await serving.close()
  }
}, 120_000)
