/** Typing while thousands of packets come in, next to typing while none do: the same keys in the same page. */
import type { Page } from 'playwright-core'
import type { Claim, Result } from './support/claim.ts'
import { benchOf, editorOf, type Reader, reading, writeFile } from './support/lesson.ts'
import { rounds } from './support/rounds.ts'

const ROUNDS = { atMost: 8, withinMs: 80_000, warmUp: true }
const LESSON = 'en/boundaries/stream/'
const LAB = 'boundaries/stream-1'
const PACKETS = 2_000
/** Each is one segment and mostly one ACK. */
const WRITES = 1_400
/**
 * From key to key, ms: eleven a second, as the fastest typists. At 40 ms keys followed one another almost as fast as a
 * browser without a GPU draws them, and one late frame held up all that came after it.
 */
const PACE_MS = 90
/** Takes about as long as the packets do. */
const TEXT = '// no letter comes later amid packets'

/** One byte at a time, some a millisecond. */
const CLIENT = `import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const socket = net.connect(9999, '127.0.0.1', async () => {
  socket.setNoDelay(true)
  for (let n = 0; n < ${WRITES}; n++) {
    socket.write('.')
    await pause(2)
  }
  socket.end()
})
`

export const claim: Claim = {
  title: `a key pressed in the editor to the frame that shows it, ${PACKETS.toLocaleString('en')} packets coming in`,
  target: 'at most 1.5 of the same with nothing running; no task of the page over 200 ms',
  longestMs: 300_000,
  measure: () => reading(measure),
}

/** Of one text typed, ms. */
type Typed = { keys: number[]; tasks: number[] }

async function measure(site: Reader): Promise<Result> {
  const page = await site.open(LESSON)
  const bench = await benchOf(page, LAB)
  await writeFile(bench, 'client.ts', CLIENT)
  const editor = await editorOf(bench, 'server.ts')
  await watch(page)
  const alone: Typed[] = []
  const amid: Typed[] = []
  for (const round of rounds(ROUNDS)) {
    // A line of its own each time, as people write: one that grows for ever scrolls sideways with each key.
    await editor.press('ControlOrMeta+End')
    await editor.press('Enter')
    const quiet = await type(page)
    const told = page.evaluate(tellRun, LAB)
    told.catch(() => {}) // awaited below
    await page.keyboard.press('ControlOrMeta+Enter') // runs, and stays in the code
    const busy = await type(page)
    const packets = await told
    if (packets < PACKETS) throw new Error(`only ${packets} packets came in`)
    if (round < 0) continue
    alone.push(quiet)
    amid.push(busy)
  }
  const keys = (all: Typed[]) => all.flatMap((one) => one.keys)
  const count = (all: Typed[]) => all.map(({ tasks }) => tasks.length)
  const longest = (all: Typed[]) => all.map(({ tasks }) => Math.max(0, ...tasks))
  return {
    measured: [
      {
        what: 'a key to the frame that shows it',
        unit: 'ms',
        values: keys(amid),
        rival: { what: 'nothing running', values: keys(alone) },
      },
      { what: `tasks over 50 ms while ${TEXT.length} keys were typed`, unit: 'tasks', values: count(amid) },
      { what: 'the same, nothing running', unit: 'tasks', values: count(alone) },
      { what: 'the longest of them', unit: 'ms', values: longest(amid) },
    ],
    notes: ['Chromium without a GPU at 1440 px; a task under 50 ms is not told of, none counts as 0 ms'],
  }
}

type Scope = { typed: Typed }

/** Notes each key and each long task from now on. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const scope = globalThis as unknown as Scope
    scope.typed = { keys: [], tasks: [] }
    const painted = new MessageChannel()
    const waiting: number[] = []
    // What is posted from a frame is taken when that frame was laid out and handed on.
    painted.port1.onmessage = () => {
      for (const pressed of waiting.splice(0)) scope.typed.keys.push(performance.now() - pressed)
    }
    const pressed = ({ timeStamp, key }: KeyboardEvent) => {
      if (key.length !== 1) return
      requestAnimationFrame(() => {
        waiting.push(timeStamp)
        painted.port2.postMessage(null)
      })
    }
    document.addEventListener('keydown', pressed, { capture: true })
    new PerformanceObserver((list) => {
      scope.typed.tasks.push(...list.getEntries().map(({ duration }) => duration))
    }).observe({ type: 'longtask' })
  })
}

/** Types the text, and tells how that went once the page has come to rest. */
async function type(page: Page): Promise<Typed> {
  await page.evaluate(() => {
    ;(globalThis as unknown as Scope).typed = { keys: [], tasks: [] }
  })
  await page.keyboard.type(TEXT, { delay: PACE_MS })
  return page.evaluate(
    () =>
      new Promise<Typed>((done) => {
        requestAnimationFrame(() => setTimeout(() => done((globalThis as unknown as Scope).typed)))
      }),
  )
}

/** In the page: resolves to the number of packets when the lab's run has shown what it has to show. */
function tellRun(lab: string): Promise<number> {
  return new Promise((done) => {
    const hear = (event: Event) => {
      const { detail } = event as CustomEvent<{ lab: string; facts: { packets: number } }>
      if (detail.lab !== lab) return
      document.removeEventListener('wirebook:run', hear)
      done(detail.facts.packets)
    }
    document.addEventListener('wirebook:run', hear)
  })
}
