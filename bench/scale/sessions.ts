/** Open lessons, each with a lab whose server runs: what each further one costs, in memory and in waiting. */
import { availableParallelism } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { courseOf, LAB, LESSON } from '../support/lab.ts'
import { Page } from '../support/page.ts'
import { busyBelow, memoryOfTree } from '../support/process-tree.ts'
import { serveCourse } from '../support/served.ts'
import { median } from '../support/stats.ts'
import type { Curve, Measurement, Point } from './curve.ts'

/** Runs pressed again, among those that are open, for the figure of a size. */
const AGAIN = 10
/** Between two of them, so that a process is kept ready as it is for a reader, ms. */
const REST_MS = 500
/** Until start-up garbage is gone, and for the share of the processors, ms. */
const SETTLE_MS = 1_000
const IDLE_MS = 3_000

export const sessions: Measurement = {
  title: 'Sessions with a lab whose server runs',
  sizes: [1, 5, 10, 25, 50, 100, 150, 200],
  small: [1, 4],
  longestMs: 1_800_000,
  measure,
}

async function measure(sizes: number[]): Promise<Curve[]> {
  const most = Math.max(...sizes)
  const served = await serveCourse(courseOf([{ name: 'server', file: 'server.ts' }]), { sessions: most })
  const pages: Page[] = []
  const [memory, opening, running, idle]: Point[][] = [[], [], [], []]
  try {
    const empty = memoryOfTree(process.pid)
    for (const x of sizes) {
      const opened: number[] = []
      while (pages.length < x) {
        const began = performance.now()
        const page = await Page.open(served.url, `${LESSON}-${pages.length + 1}`)
        await runOnce(page)
        opened.push(performance.now() - began)
        pages.push(page)
      }
      await pause(SETTLE_MS)
      memory!.push({ x, y: memoryOfTree(process.pid) - empty })
      opening!.push({ x, y: median(opened) })
      const again: number[] = []
      for (let n = 0; n < AGAIN; n++) {
        const page = pages[Math.floor((n * x) / AGAIN)]!
        await stop(page)
        page.say({ type: 'warm', lab: LAB })
        await pause(REST_MS)
        again.push(await runOnce(page))
      }
      running!.push({ x, y: median(again) })
      const [before, own, began] = [busyBelow(process.pid), process.cpuUsage(), performance.now()]
      await pause(IDLE_MS)
      const spent = process.cpuUsage(own)
      const busy = busyBelow(process.pid) - before + (spent.user + spent.system) / 1e6
      idle!.push({ x, y: (busy / ((performance.now() - began) / 1_000) / availableParallelism()) * 100 })
    }
  } finally {
    for (const page of pages) await page.close()
    await served.close()
  }
  const x = 'sessions, each with a running server'
  return [
    {
      name: 'sessions-memory',
      title: 'Memory of the sidecar and all labs',
      x,
      y: 'MiB (proportional set size)',
      points: memory!,
    },
    {
      name: 'sessions-opening',
      title: 'A further session: lesson opened and a first Run, cold',
      x,
      y: 'ms (median)',
      points: opening!,
    },
    {
      name: 'sessions-run',
      title: 'Run in one of them, a process kept ready: to the first output',
      x,
      y: 'ms (median)',
      points: running!,
    },
    {
      name: 'sessions-idle',
      title: 'Share of all processors while nobody does anything',
      x,
      y: 'percent',
      points: idle!,
    },
  ]
}

/** ms to the server's first word. */
async function runOnce(page: Page): Promise<number> {
  const heard = page.next('output')
  const began = performance.now()
  page.say({ type: 'run', lab: LAB })
  await heard
  return performance.now() - began
}

async function stop(page: Page): Promise<void> {
  const ended = page.next('runEnded')
  page.say({ type: 'stop', lab: LAB })
  await ended
}
