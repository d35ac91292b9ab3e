/** What a network's capture tells, decoded. */
import type { CapturedPacket } from '../../../src/protocol/lab.ts'
import type { LabNetwork } from '../../../src/sidecar/sandbox/types.ts'
import { decode } from '../../../src/wire/decode.ts'
import type { Decoded } from '../../../src/wire/types.ts'

export type SeenPacket = Omit<CapturedPacket, 'data'> & { frame: Buffer; decoded: Decoded }
export type Seen = {
  packets: SeenPacket[]
  lost: number
  /** Resolves when nothing has come for a while, and all is told. */
  settled(): Promise<void>
}

const QUIET_MS = 120

/** Begins a run and watches it. */
export async function watch(network: LabNetwork): Promise<Seen> {
  const seen: Seen = {
    packets: [],
    lost: 0,
    async settled() {
      for (let before = -1; before !== seen.packets.length; ) {
        before = seen.packets.length
        await new Promise((resolve) => setTimeout(resolve, QUIET_MS))
      }
      await network.flush()
    },
  }
  network.onPackets((packets, lost) => {
    for (const { data, ...packet } of packets) {
      const frame = Buffer.from(data, 'base64')
      seen.packets.push({ ...packet, frame, decoded: decode(frame) })
    }
    seen.lost += lost
  })
  await network.beginRun()
  // What was told until now was of before.
  seen.packets.length = 0
  seen.lost = 0
  return seen
}

/** Where a packet was seen, as `from > to`. */
export const way = ({ from, to }: Pick<CapturedPacket, 'from' | 'to'>) => `${from} > ${to}`
