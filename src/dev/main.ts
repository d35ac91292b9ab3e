/**
 * `npm run dev`: the pages as their sources are now, with hot reload, and a sidecar for their labs, on one port; and
 * the proof of an exercise anew whenever one of its files is saved.
 *
 *     browser ──► Astro's dev server ──/ws, /api──► sidecar
 *
 * Nothing is built. So there is no index for the palette's search, and no Content-Security-Policy: what the reader
 * gets is what `npm start` serves.
 */
import { parseArgs } from 'node:util'
import { courseAt } from '../cli/check/course.ts'
import { watchExercise } from '../cli/check/watch.ts'
import { voiceOf } from '../cli/words/index.ts'
import { serve } from '../sidecar/serve.ts'
import { servePages } from './pages.ts'

/** As `wirebook check` has it by default. */
const SEEDS = 3
const SLOTS = 2

const { values } = parseArgs({
  options: { port: { type: 'string', default: process.env.PORT ?? '4321' }, data: { type: 'string' } },
})
const stopped = new AbortController()
process.once('SIGINT', () => stopped.abort()).once('SIGTERM', () => stopped.abort())

const { words } = await voiceOf('en')
const sidecar = await serve({
  port: 0,
  pages: (_request, response) => response.writeHead(404).end(),
  // Its own address is nobody's business here.
  log: (line) => line.includes('http://') || console.log(line),
  ...(values.data === undefined ? {} : { data: values.data }),
})
const url = await servePages({ port: Number(values.port), sidecar: sidecar.url })
console.log(`wirebook's pages, as you write them: ${url}`)
await watchExercise(courseAt(undefined), null, {
  seeds: SEEDS,
  thorough: false,
  atOnce: SLOTS,
  words,
  signal: stopped.signal,
})
