/** From the kernel's time stamp of a frame to its event at a WebSocket client, and frames lost in a burst. */
import { setTimeout as pause } from 'node:timers/promises'
import type { CapturedPacket } from '../src/protocol/lab.ts'
import { externalCommand } from '../src/sidecar/runner/external.ts'
import type { Host } from '../src/sidecar/sandbox/types.ts'
import type { Claim, Measured, Result } from './support/claim.ts'
import { courseOf, LAB, PROGRAMS } from './support/lab.ts'
import { countByTcpdump, tcpdumpMissing } from './support/live-tcpdump.ts'
import { LiveTshark } from './support/live-tshark.ts'
import { Page } from './support/page.ts'
import { rounds } from './support/rounds.ts'
import { serveCourse } from './support/served.ts'
import { monotonicNow, sentAt } from './support/stamped.ts'

const SENDER = 'stamps.ts'
const SINGLE = { count: 75, rate: 25 }
const STEADY = { count: 600, rate: 300 }
const BURST = { count: 10_000, rate: 20_000 }
const BURSTS = { atMost: 20, withinMs: 90_000 }
/** Events of a burst's last frames come later than its sender ends, ms. */
const BURST_LAST_MS = 800
/** tshark's last lines come later than its packets, ms. */
const TSHARK_LAST_MS = 1_200

/** Frame by frame: when the kernel saw it, µs of the run; when its program sent it and when its event was here, ms. */
type Seen = { at: number; sent: number; here: number }[]
/** `tcpdump`: how many it captured; null where it does not run. */
type Burst = { seen: Seen; tcpdump: number | null }

export const claim: Claim = {
  title: 'A frame seen by the kernel, until its "packets" event is at a WebSocket client',
  target: 'p50 at most 10 ms; none lost at 20,000 packets/s',
  measure,
}

async function measure(): Promise<Result> {
  const served = await serveCourse(
    courseOf([
      { name: 'sender', file: SENDER },
      { name: 'server', file: 'server.ts' },
    ]),
  )
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
  const [host] = served.network().hosts
  const missing = tcpdumpMissing(host!)
  const bursts: Burst[] = []
  for (const _ of rounds(BURSTS)) bursts.push(await runBurst(page, host!, missing === null))
  await page.close()
  await served.close()
  const rival =
    tshark && tshark.lags.length > 0
      ? { what: 'tshark -l on the same interface, same frames', values: tshark.lags }
      : null
  const goal = { of: 'median', limit: 10 } as const
  const measured: Measured[] = [
    {
      what: `${SINGLE.rate} a second: kernel to client`,
      unit: 'ms',
      values: lags(single),
      ...(rival && { rival }),
      goal,
    },
    { what: `${STEADY.rate} a second: kernel to client`, unit: 'ms', values: lags(steady), goal },
    { what: 'a burst: its rate', unit: 'packets/s', values: bursts.map(({ seen }) => seen.length / secondsOf(seen)) },
    {
      what: `a burst: lost of ${BURST.count.toLocaleString('en')}`,
      unit: 'packets',
      values: bursts.map(({ seen }) => BURST.count - seen.length),
      ...(missing === null && {
        rival: { what: 'tcpdump, the same packets', values: bursts.map(({ tcpdump }) => BURST.count - tcpdump!) },
      }),
      goal: { of: 'slow end', limit: 0 },
    },
    {
      what: 'a burst: kernel to client',
      unit: 'ms',
      values: bursts.flatMap(({ seen }) => lags(seen)),
      goal: {
        ...goal,
        why: 'What comes at 20,000 a second is gathered for up to 16 ms or 64 kB, so that the page draws it once.',
      },
    },
  ]
  return {
    measured,
    notes: [
      `tier ${tier}; client and sidecar share one process here, as they do not in a browser`,
      rival
        ? "tshark's times count from the sending of the datagram, microseconds earlier"
        : 'skipped: tshark cannot capture in the lab',
      missing === null
        ? 'tcpdump listens to the same bursts and writes to /dev/null'
        : `skipped: the comparison with tcpdump, for ${missing}`,
    ],
  }
}

/** Runs the sender in the lab to its end. */
async function run(page: Page, { count, rate }: typeof SINGLE): Promise<Seen> {
  const seen = hearFrames(page)
  const ended = page.next('runEnded')
  page.say({ type: 'run', lab: LAB, programs: ['sender'], options: { sender: [`count=${count}`, `rate=${rate}`] } })
  await ended
  return seen()
}

/** The burst comes from outside the lab: the calls of a lab's program are watched, which makes it too slow a sender. */
async function runBurst(page: Page, host: Host, counted: boolean): Promise<Burst> {
  const seen = hearFrames(page)
  const listening = page.next('output')
  page.say({ type: 'run', lab: LAB, programs: ['server'] })
  await listening
  const counting = counted ? await countByTcpdump(host, BURST.count) : null
  const command = `'${process.execPath}' ${SENDER} count=${BURST.count} rate=${BURST.rate}`
  let said = ''
  const hear = (_stream: 'stdout' | 'stderr', text: string) => {
    said += text
  }
  const sender = externalCommand(command, { cwd: PROGRAMS }).start(host, { output: hear }, [host])
  const { code } = await sender.exited
  if (code !== 0) throw new Error(`the sender of the burst failed: ${said}`)
  await pause(BURST_LAST_MS)
  const tcpdump = (await counting?.captured) ?? null
  const ended = page.next('runEnded')
  page.say({ type: 'stop', lab: LAB })
  await ended
  return { seen: seen(), tcpdump }
}

/** Gathers the sender's frames from now on, until what it gives is called. */
function hearFrames(page: Page): () => Seen {
  const arrived: { here: number; packets: CapturedPacket[] }[] = []
  const ignore = page.listen((event) => {
    // Decoded later: nothing may delay the next one.
    if (event.type === 'packets') arrived.push({ here: monotonicNow(), packets: event.packets })
  })
  return () => {
    ignore()
    const frames = arrived.flatMap(({ here, packets }) =>
      packets.flatMap((packet) => {
        const sent = sentAt(packet)
        return sent === null ? [] : { at: packet.at, sent, here }
      }),
    )
    if (frames.length === 0) throw new Error('no frame of the sender was captured')
    return frames
  }
}

const secondsOf = (seen: Seen) => (seen.at(-1)!.at - seen[0]!.at) / 1e6

/**
 * Times of frames count from the run's beginning, of which the client is told nothing. No frame is seen before it is
 * sent, so the run began no earlier than the largest `sent - at`: right to the quickest send, some microseconds.
 */
function lags(frames: Seen): number[] {
  const began = frames.reduce((latest, { at, sent }) => Math.max(latest, sent - at / 1000), Number.NEGATIVE_INFINITY)
  return frames.map(({ at, here }) => here - (began + at / 1000))
}
