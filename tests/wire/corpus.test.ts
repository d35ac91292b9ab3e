/** Well-formed frames of every protocol, spoiled in thousands of ways, by seed: nothing throws, nothing lies outside. */
import { expect, test } from 'vitest'
import { datagramMessages } from '../../src/wire/application/application.ts'
import { hexOf } from '../../src/wire/bytes.ts'
import { decode } from '../../src/wire/decode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { groupOf } from '../../src/wire/group.ts'
import { summary } from '../../src/wire/summary.ts'
import type { Decoded } from '../../src/wire/types.ts'
import { Vantage } from '../../src/wire/vantage.ts'
import { conversations } from './oracle/conversations.ts'
import { crafted } from './oracle/crafted.ts'
import { randomOf } from './oracle/random.ts'
import { DNS_ANSWER } from './oracle/surfaces.ts'

const SPOILED_OF_EACH = 120

type Spoil = (frame: Uint8Array, random: () => number) => Uint8Array
const at = (frame: Uint8Array, random: () => number) => Math.floor(random() * frame.length)
const SPOILS: Spoil[] = [
  (frame, random) => frame.subarray(0, at(frame, random)),
  (frame, random) => frame.with(at(frame, random), Math.floor(random() * 256)),
  (frame, random) => frame.with(at(frame, random), 0xff).with(at(frame, random), 0),
  (frame, random) => frame.map((byte) => (random() < 0.05 ? byte ^ (1 << Math.floor(random() * 8)) : byte)),
  (frame, random) => Uint8Array.from([...frame, ...frame.subarray(at(frame, random))]),
  (frame, random) => {
    // A stretch is taken out, so that what follows stands where it does not belong.
    const from = at(frame, random)
    return Uint8Array.from([...frame.subarray(0, from), ...frame.subarray(from + Math.ceil(random() * 8))])
  },
]

/** What lies outside of the packet, in words; null when all lies within. Plain comparisons: there are millions. */
function outside({ layers, payload, payloadFrom }: Decoded, size: number): string | null {
  for (const layer of layers) {
    if (layer.to > size) return `layer ${layer.name} to ${layer.to} of ${size}`
    for (const { name, from, to } of layer.fields)
      if (!(from >= 0 && to >= from && to <= size)) return `field ${layer.name}.${name} ${from}–${to} of ${size}`
  }
  return payloadFrom + payload.length > size ? `payload from ${payloadFrom} of ${size}` : null
}

test('no spoiled frame makes decoding, tracking, choosing a place or naming throw', () => {
  const random = randomOf(20_260_102)
  const tracker = new FlowTracker()
  const vantage = new Vantage()
  const frames = [...crafted(), ...conversations(3, 1).slice(0, 30)].map(({ data }) => data)
  let n = 0
  for (const frame of [...frames, DNS_ANSWER])
    for (let i = 0; i < SPOILED_OF_EACH; i++) {
      const spoil = SPOILS[i % SPOILS.length]!
      const bytes = spoil(frame, random)
      const packet = decode(bytes, random() < 0.2 ? bytes.length + 500 : undefined)
      const wrong = outside(packet, bytes.length)
      if (wrong) expect.fail(`${wrong}: ${hexOf(bytes)}`)
      vantage.counts({ link: 'wire' }, packet)
      const segment = tracker.add(++n, n * 100, packet, random() < 0.1)
      if (summary(packet, segment) === '' || (segment && !groupOf(segment))) expect.fail(`no words for ${hexOf(bytes)}`)
      for (const { fields } of datagramMessages(packet) ?? [])
        for (const { to, name } of fields) if (to > bytes.length) expect.fail(`${name} to ${to}: ${hexOf(bytes)}`)
    }
  expect(n).toBe((frames.length + 1) * SPOILED_OF_EACH)
})
