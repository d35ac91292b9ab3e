/** A capture of several links, told as one conversation. */
import { expect, test } from 'vitest'
import { decode } from '../../src/wire/decode.ts'
import { encode, encodeArp } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import { once, type Place, Vantage } from '../../src/wire/vantage.ts'
import { opened } from './talk.ts'

/** What a router makes of a frame: a hop less, another link's addresses. */
function forwarded(frame: Uint8Array): Uint8Array {
  const copy = frame.slice()
  copy[22]! -= 1
  copy[11] = 9
  return copy
}

test('each direction is seen beside its sender: what a router passes on is not sent again', () => {
  const { client, server, frames } = opened()
  client('P.', 1, 1, { data: 'hello' })
  server('.', 1, 6)
  const left = { link: 'left', from: 'client', to: 'router' }
  const right = { link: 'right', from: 'router', to: 'server' }
  const back = (place: Place): Place => ({ link: place.link, from: place.to, to: place.from })
  const seen = frames.flatMap((frame) => {
    const up = decode(frame).tcp!.destinationPort === 9_999
    const [near, far] = up ? [left, right] : [back(right), back(left)]
    return [
      { ...near, frame },
      { ...far, frame: forwarded(frame) },
    ]
  })
  const tracker = new FlowTracker()
  const counted = once(seen, ({ frame }) => decode(frame))
  for (const [index, { frame }] of counted.entries()) tracker.add(index, index, decode(frame))
  expect(counted.map(({ link }) => link)).toEqual(['left', 'right', 'left', 'left', 'right'])
  expect(tracker.flows).toMatchObject([{ handshake: 'complete', retransmissions: 0, bytes: { client: 5, server: 0 } }])
  expect(tracker.flows[0]!.segments.map(({ kind }) => kind)).toEqual([
    'handshake',
    'handshake',
    'handshake',
    'data',
    'ack',
  ])
})

test('a retransmission on the same link still counts', () => {
  const vantage = new Vantage()
  const { client, frames } = opened()
  client('P.', 1, 1, { data: 'x' })
  client('P.', 1, 1, { data: 'x' })
  const place = { link: 'wire', from: 'client', to: 'server' }
  const mine = frames.filter((frame) => decode(frame).tcp!.destinationPort === 9_999)
  expect(mine.map((frame) => vantage.counts(place, decode(frame)))).toEqual(mine.map(() => true))
})

test('a flooded broadcast counts once, and its answer where it was sent', () => {
  const vantage = new Vantage()
  const macs = { senderMac: '02:00:00:00:00:01', targetMac: '00:00:00:00:00:00' }
  const request = decode(encodeArp({ operation: 1, ...macs, senderIp: '10.0.0.1', targetIp: '10.0.0.2' }))
  const places = [
    { link: 'lan', from: 'h1', to: 'lan' },
    { link: 'lan', from: 'lan', to: 'h2' },
    { link: 'lan', from: 'lan', to: 'h3' },
  ]
  expect(places.map((place) => vantage.counts(place, request))).toEqual([true, false, false])
  const reply = decode(
    encodeArp({
      operation: 2,
      senderMac: '02:00:00:00:00:02',
      targetMac: '02:00:00:00:00:01',
      senderIp: '10.0.0.2',
      targetIp: '10.0.0.1',
    }),
  )
  expect(vantage.counts({ link: 'lan', from: 'h2', to: 'lan' }, reply)).toBe(true)
})

test('all fragments of a direction are seen from one place', () => {
  const vantage = new Vantage()
  const ip = { source: '10.0.0.1', destination: '10.0.0.2', identification: 1 }
  const first = decode(encode({ ip: { ...ip, moreFragments: true }, udp: { sourcePort: 1, destinationPort: 2 } }))
  const second = decode(encode({ ip: { ...ip, fragmentOffset: 8 }, protocol: 17, payload: new Uint8Array(3) }))
  const [near, far] = [{ link: 'left' }, { link: 'right' }]
  expect([vantage.counts(near, first), vantage.counts(near, second)]).toEqual([true, true])
  expect([vantage.counts(far, first), vantage.counts(far, second)]).toEqual([false, false])
})
