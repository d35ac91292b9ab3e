/** From the kernel's time stamp of a frame to its event at a WebSocket client, and frames lost in a burst. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Claim, Measured, Result } from './support/claim.ts'
import { courseOf, LAB } from './support/lab.ts'
import { LiveTshark } from './support/live-tshark.ts'
import { Page } from './support/page.ts'
import { serveCourse } from './support/served.ts'
import { monotonicNow, sentAt } from './support/stamped.ts'

const SINGLE = { count: 75, rate: 25 }
const STEADY = { count: 600, rate: 300 }
const BURST = { count: 10_000, rate: 20_000 }
/** tshark's last lines come later than its packets, ms. */
const TSHARK_LAST_MS = 1_200

type Seen = {
  /** Frame by frame: when the kernel saw it, µs of the run; when its program sent it; when its event was here, ms. */
  frames: { at: number; sent: number; here: number }[]
}

export const claim: Claim = {
  title: 'A frame seen by the kernel, until its "packets" event is at a WebSocket client',
  target: 'p50 at most 10 ms; none lost at 20,000 packets/s',
  measure,
}

async function measure(): Promise<Result> {
  const served = await serveCourse(courseOf([{ name: 'sender', file: 'stamps.ts' }]))
  const { tier } = served.sandbox
  if (tier === 'reduced') {
    await served.close()
    return { measured: [], notes: ['skipped: the reduced tier captures nothing'] }
  }
  const page = await Page.open(served.url)
  await run(page, { count: 1, rate: 1 }) // opens the lab's network
  const tshark = await LiveTshark.open(served.network().hosts[0]!)
  const single = await run(page, SINGLE)
  if (tshark) {
    await pause(TSHARK_LAST_MS)
    await tshark.close()
  }
  const steady = await run(page, STEADY)
  const burst = await run(page, BURST)
  await page.close()
  await served.close()
  const seconds = (burst.frames.at(-1)!.at - burst.frames[0]!.at) / 1e6
  const rival =
    tshark && tshark.lags.length > 0
      ? { what: 'tshark -l on the same interface, same frames', values: tshark.lags }
      : null
  const measured: Measured[] = [
    { what: `${SINGLE.rate} a second: kernel to client`, unit: 'ms', values: lags(single), ...(rival && { rival }) },
    { what: `${STEADY.rate} a second: kernel to client`, unit: 'ms', values: lags(steady) },
    {
      what: 'a burst: its rate',
      unit: 'packets/s',
      values: [burst.frames.length / seconds],
    },
    {
      what: `a burst: lost of ${BURST.count.toLocaleString('en')}`,
      unit: 'packets',
      values: [BURST.count - burst.frames.length],
    },
    { what: 'a burst: kernel to client', unit: 'ms', values: lags(burst) },
  ]
  return {
    measured,
    notes: [
      `tier ${tier}; client and sidecar share one process here, as they do not in a browser`,
      rival
        ? "tshark's times count from the sending of the datagram, microseconds earlier"
        : 'skipped: tshark cannot capture in the lab',
    ],
  }
}

/** Runs the sender to its end. */
async function run(page: Page, { count, rate }: { count: number; rate: number }): Promise<Seen> {
  const seen: Seen = { frames: [] }
  const arrived: { here: number; packets: Parameters<typeof sentAt>[0][] }[] = []
  const ignore = page.listen((event) => {
    if (event.type !== 'packets') return
    arrived.push({ here: monotonicNow(), packets: event.packets }) // decoded later: nothing may delay the next one
  })
  const ended = page.next('runEnded')
  page.say({ type: 'run', lab: LAB, options: { sender: [`count=${count}`, `rate=${rate}`] } })
  await ended
  ignore()
  for (const { here, packets } of arrived)
    for (const packet of packets) {
      const sent = sentAt(packet)
      if (sent !== null) seen.frames.push({ at: packet.at, sent, here })
    }
  if (seen.frames.length === 0) throw new Error('no frame of the sender was captured')
  return seen
}

/**
 * Times of frames count from the run's beginning, of which the client is told nothing. No frame is seen before it is
 * sent, so the run began no earlier than the largest `sent - at`: right to the quickest send, some microseconds.
 */
function lags({ frames }: Seen): number[] {
  const began = frames.reduce((latest, { at, sent }) => Math.max(latest, sent - at / 1000), Number.NEGATIVE_INFINITY)
  return frames.map(({ at, here }) => here - (began + at / 1000))
}
