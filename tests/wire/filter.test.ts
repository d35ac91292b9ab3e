/** The filter language of the packet list: what it picks, what it says of what it cannot read, what it offers. */
import { describe, expect, it } from 'vitest'
import { completionOf } from '../../src/wire/filter/complete.ts'
import { type Filterable, WORDS } from '../../src/wire/filter/fields.ts'
import { filterOf } from '../../src/wire/filter/filter.ts'

const base: Filterable = {
  n: 1,
  protocols: new Set(['ethernet', 'ip', 'tcp']),
  from: ['10.0.0.1', '02:00:00:00:00:01', 'client'],
  to: ['10.0.0.2', '02:00:00:00:00:02', 'server'],
  ports: { from: 40_000, to: 9_999 },
  flags: ['SYN'],
  seq: 0,
  ack: null,
  window: 64_240,
  ttl: 64,
  length: 0,
  size: 66,
  ms: 0.5,
  flow: 1,
  is: new Set(['handshake']),
  link: 'wire',
  payload: new Uint8Array(),
}
const packets: Filterable[] = [
  base,
  { ...base, n: 2, from: base.to, to: base.from, ports: { from: 9_999, to: 40_000 }, flags: ['SYN', 'ACK'], ack: 1 },
  {
    ...base,
    n: 3,
    flags: ['PSH', 'ACK'],
    seq: 1,
    ack: 1,
    length: 6,
    size: 60,
    ms: 2_000,
    is: new Set(['data', 'lost']),
    payload: new TextEncoder().encode('你好'),
  },
  {
    ...base,
    n: 4,
    protocols: new Set(['ethernet', 'arp']),
    ports: null,
    flags: [],
    seq: null,
    window: null,
    ttl: null,
    flow: null,
    is: new Set(),
    size: 42,
  },
]

function picks(text: string): number[] {
  const filter = filterOf(text)
  if ('problem' in filter) throw new Error(`${text}: ${JSON.stringify(filter.problem)}`)
  return packets.filter(filter.test).map(({ n }) => n)
}

describe('picks', () => {
  it.each([
    ['', [1, 2, 3, 4]],
    ['tcp', [1, 2, 3]],
    ['!tcp', [4]],
    ['not arp', [1, 2, 3]],
    ['tcp && port 9999 && len > 0', [3]],
    ['tcp port 9999 len == 0', [1, 2]],
    ['arp or len > 0', [3, 4]],
    ['arp || syn && ack', [2, 4]],
    ['(arp || syn) && ack', [2]],
    ['syn && !ack', [1]],
    ['ack == 1', [2, 3]],
    ['ack', [2, 3]],
    ['src.port == 9999', [2]],
    ['dst.port 9999', [1, 3]],
    ['port != 9999', []],
    ['from client', [1, 3, 4]],
    ['to 10.0.0.1', [2]],
    ['host != server', []],
    ['from != 02:00:00:00:00:01', [2]],
    ['link wire lost', [3]],
    ['ms >= 2000', [3]],
    ['no <= 2', [1, 2]],
    ['contains "你"', [3]],
    ['contains e4bda0', [3]],
    ['contains 0xE5A5BD', [3]],
    ['contains "x"', []],
    ['ttl < 64', []],
    ['TCP AND Port 9999 AND Len>0', [3]],
    ['size>=0x42', [1, 2]],
    ['flow 1 handshake', [1, 2]],
  ])('%s', (text, wanted) => expect(picks(text)).toEqual(wanted))

  it('no word of the language is one that the parser does not know', () => {
    for (const word of WORDS) {
      const tries = [word, `${word} 1`, `${word} "x"`].map(filterOf)
      expect(
        tries.some((filter) => 'test' in filter),
        word,
      ).toBe(true)
    }
  })
})

describe('what cannot be read is told by its place', () => {
  it.each([
    ['tcp &&', 6, 'condition', ''],
    ['(tcp', 4, 'closing', ''],
    ['tcp )', 4, 'joint', ')'],
    ['port http', 5, 'number', 'http'],
    ['len >', 5, 'number', ''],
    ['from', 4, 'name', ''],
    ['contains xyz', 9, 'bytes', 'xyz'],
    ['contains ""', 9, 'bytes', '""'],
    ['tpc', 0, 'condition', 'tpc'],
    ['tcp & udp', 4, 'sign', '&'],
    ['9999', 0, 'condition', '9999'],
    ['tcp 9999', 4, 'joint', '9999'],
    ['"open', 0, 'sign', '"'],
  ])('%s', (text, at, expected, found) => {
    expect(filterOf(text)).toMatchObject({ problem: { at, expected, found } })
  })

  it('with what was perhaps meant', () => {
    expect(filterOf('ports 9999')).toMatchObject({ problem: { near: ['port'] } })
    expect(filterOf('tcpp')).toMatchObject({ problem: { near: ['tcp'] } })
  })

  it('and never by an exception, however nested or wild', () => {
    expect(filterOf('('.repeat(5_000))).toHaveProperty('problem')
    expect(filterOf('!'.repeat(5_000))).toHaveProperty('problem')
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff
      return seed % below
    }
    const parts = [...WORDS, '&&', '||', '!', '(', ')', '==', '>', '12', '"a"', '10.0.0.1', '你', '\\', ' ', '\n']
    for (let i = 0; i < 5_000; i++) {
      const text = Array.from({ length: random(9) }, () => parts[random(parts.length)]!).join(random(3) ? ' ' : '')
      const filter = filterOf(text)
      if ('test' in filter) for (const packet of packets) expect(typeof filter.test(packet)).toBe('boolean')
      else expect(filter.problem.at).toBeLessThanOrEqual(text.length)
    }
  })
})

describe('offers', () => {
  const run = { ports: [9_999, 40_000], hosts: ['client', 'server', '10.0.0.1'], links: ['wire'] }
  it.each([
    ['', [...WORDS]],
    ['tc', ['tcp']],
    ['tcp && po', ['port']],
    ['port ', ['9999', '40000']],
    ['port == 4', ['40000']],
    ['src.port ', ['9999', '40000']],
    ['from cl', ['client']],
    ['link ', ['wire']],
    ['len > ', []],
    ['contains ', []],
  ])('after %j', (text, words) => expect(completionOf(text, text.length, run).words).toEqual(words))

  it('in the middle of a text, for the word at the caret', () => {
    expect(completionOf('tc && udp', 2, run)).toEqual({ from: 0, to: 2, words: ['tcp'] })
  })
})
