/**
 * Learners of one class, all there: each tells where it is, as pages do, and an instructor's view hears of it. The server
 * is a process of its own over SQLite; learners speak the protocol.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { UNITS } from '../../src/course/units.ts'
import { CLASS_PATH, type LiveServerMessage } from '../../src/protocol/classroom/live.ts'
import { openDatabase } from '../../src/sidecar/classroom/database.ts'
import { signIn } from '../../src/sidecar/classroom/people/sign-ins.ts'
import type { Db } from '../../src/sidecar/database/database.ts'
import { attempt, member, cohort as newCohort } from '../../tests/classroom/support/people.ts'
import { memoryOfTree } from '../support/process-tree.ts'
import { median } from '../support/stats.ts'
import type { Curve, Measurement, Point } from './curve.ts'

/** Attempts of each, as after some weeks. */
const ATTEMPTS = 20
/** A learner goes on to another cell this often, s: quicker than people do. */
const EVERY_S = 10
const LASTS_MS = 12_000
const VIEWS = 7
/** A latency that is not there by then is an error, ms. */
const LOST_MS = 20_000

export const classes: Measurement = {
  title: 'Learners of one class',
  sizes: [10, 25, 50, 100, 150, 200],
  small: [3, 6],
  longestMs: 1_800_000,
  measure,
}

type Class = {
  url: string
  cohort: string
  instructor: string
  learners: string[]
  pid: number
  close(): Promise<void>
}

async function measure(sizes: number[]): Promise<Curve[]> {
  const [update, view, size, memory]: Point[][] = [[], [], [], []]
  for (const x of sizes) {
    const there = await classOf(x)
    try {
      const live = await liveFor(there)
      update!.push({ x, y: median(live) })
      memory!.push({ x, y: memoryOfTree(there.pid) })
      const looks = await views(there)
      view!.push({ x, y: median(looks.times) })
      size!.push({ x, y: looks.bytes / 1_000 })
    } finally {
      await there.close()
    }
  }
  const x = 'learners, all there'
  return [
    {
      name: 'class-update',
      title: 'A learner goes on, until the instructor’s view has heard of it',
      x,
      y: 'ms (median)',
      points: update!,
      note: `each goes on every ${EVERY_S} s`,
    },
    {
      name: 'class-view',
      title: `The whole view asked for anew, ${ATTEMPTS} attempts a learner`,
      x,
      y: 'ms (median)',
      points: view!,
    },
    { name: 'class-view-size', title: 'What the whole view weighs', x, y: 'kB', points: size! },
    { name: 'class-memory', title: 'Memory of the server', x, y: 'MiB (proportional set size)', points: memory! },
  ]
}

async function classOf(learners: number): Promise<Class> {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-bench-'))
  const database = await openDatabase(folder)
  const cohort = await newCohort(database.db)
  const exercises = UNITS.flatMap(({ lessons }) => lessons.flatMap((lesson) => lesson.exercises))
  const instructor = await tokenOf(database.db, cohort, 'Instructor', 'instructor')
  const tokens: string[] = []
  for (let n = 0; n < learners; n++) {
    const person = await member(database.db, cohort, `Learner ${n}`)
    for (let at = 0; at < ATTEMPTS; at++)
      await attempt(database.db, {
        person,
        cohort,
        exercise: exercises[at % exercises.length]!,
        at: at + 1,
        points: at % 11,
      })
    tokens.push(await signIn(database.db, person, 'bench', Date.now()))
  }
  await database.close()
  const child = fork(join(import.meta.dirname, '../scale-out/serve.ts'), [folder], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 2, 'ipc'],
  })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return {
    url,
    cohort,
    instructor,
    learners: tokens,
    pid: child.pid!,
    async close() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function tokenOf(db: Db, cohort: string, name: string, role: 'instructor' | 'learner'): Promise<string> {
  return signIn(db, await member(db, cohort, name, role), 'bench', Date.now())
}

/** ms of each change, from its sending to the instructor's hearing of it; everybody hears what a page hears. */
async function liveFor({ url, cohort, instructor, learners }: Class): Promise<number[]> {
  const sent = new Map<string, number>()
  const latencies: number[] = []
  const hear = ({ cell }: { cell: string | null }) => {
    const began = sent.get(cell ?? '')
    if (began === undefined) return
    latencies.push(performance.now() - began)
    sent.delete(cell!)
  }
  const sockets = [await watching(url, instructor, cohort, hear)]
  for (const token of learners) sockets.push(await watching(url, token, cohort, () => {}))
  const until = performance.now() + LASTS_MS
  await Promise.all(
    learners.map(async (token, n) => {
      await pause((n / learners.length) * EVERY_S * 1_000)
      for (let step = 0; performance.now() < until; step++) {
        const cell = `lab:tcp/handshake-${n}-${step}`
        sent.set(cell, performance.now())
        const { status } = await call(url, token, 'PUT', `/api/class/cohorts/${cohort}/presence`, {
          lesson: 'tcp/handshake',
          cell,
        })
        if (status !== 200) throw new Error(`presence was answered with ${status}`)
        await pause(EVERY_S * 1_000)
      }
    }),
  )
  for (const late = performance.now() + LOST_MS; sent.size > 0; await pause(20))
    if (performance.now() > late) throw new Error(`${sent.size} changes were never heard of`)
  for (const socket of sockets) socket.terminate()
  return latencies
}

async function watching(
  url: string,
  token: string,
  cohort: string,
  hear: (presence: { cell: string | null }) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(new URL(CLASS_PATH, url.replace('http', 'ws')), {
    origin: new URL(url).origin,
    headers: { Cookie: `wirebook=${token}` },
  })
  const watched = Promise.withResolvers<void>()
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as LiveServerMessage
    if (message.type === 'watching') watched.resolve()
    if (message.type === 'refused') watched.reject(new Error(message.code))
    if (message.type === 'event' && message.event.type === 'presence') hear(message.event)
  })
  socket.on('error', watched.reject)
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'watch', cohort }))
  await watched.promise
  return socket
}

async function views({ url, cohort, instructor }: Class): Promise<{ times: number[]; bytes: number }> {
  const times: number[] = []
  let bytes = 0
  for (let n = 0; n < VIEWS; n++) {
    const began = performance.now()
    const { status, text } = await call(url, instructor, 'GET', `/api/class/cohorts/${cohort}/view`)
    if (status !== 200) throw new Error(`the view was answered with ${status}: ${text}`)
    times.push(performance.now() - began)
    bytes = text.length
  }
  return { times, bytes }
}

async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; text: string }> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      Cookie: `wirebook=${token}`,
      Origin: new URL(url).origin,
      ...(body && { 'Content-Type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}
