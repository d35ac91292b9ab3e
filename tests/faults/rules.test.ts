/** What each rule does to the frames it holds for, and that a seed determines it. */
import { describe, expect, test } from 'vitest'
import { FAULT_LIMITS } from '../../src/protocol/faults.ts'
import { createFaults } from '../../src/sidecar/sandbox/network/faults/state.ts'
import { ACK, ARP, DOWN, FIN, NODES, PSH, PureWire, plan, RST, read, SYN, tcp, UP, udp } from './support.ts'

const datagrams = (wire: PureWire, count: number, place = UP) => {
  for (let n = 0; n < count; n++) wire.send(udp(`${n}`), n, place)
}
const lost = ({ fates }: PureWire) => fates.flatMap((fate, n) => (fate === 'dropped' ? [n] : []))
/** What arrives at the server, in order, as text behind the UDP header. */
const heard = (wire: PureWire) => wire.arrivals.map(({ frame }) => frame.subarray(14 + 28).toString())

describe('without rules', () => {
  test('a frame arrives when it is sent, as it is', () => {
    const wire = new PureWire(plan())
    const frame = udp('x')
    expect(wire.send(frame, 5)).toEqual([{ frame, at: 5, towards: 'to' }])
    expect(wire.fates).toEqual(['passed'])
  })
})

describe('loss', () => {
  test('takes about its share, the same frames for the same seed, others for another', () => {
    const run = (seed: number) => {
      const wire = new PureWire({ seed, rules: [{ kind: 'loss', probability: 0.3 }] })
      datagrams(wire, 1_000)
      return lost(wire)
    }
    expect(run(7)).toEqual(run(7))
    expect(run(7)).not.toEqual(run(8))
    expect(run(7).length).toBeGreaterThan(240)
    expect(run(7).length).toBeLessThan(360)
  })

  test('of a greater share takes the same frames and more', () => {
    const run = (probability: number) => {
      const wire = new PureWire(plan({ kind: 'loss', probability }))
      datagrams(wire, 400)
      return lost(wire)
    }
    const [few, many] = [run(0.1), run(0.2)]
    expect(many.filter((n) => few.includes(n))).toEqual(few)
    expect(many.length).toBeGreaterThan(few.length)
  })

  test('in one direction does not depend on what the other direction carries', () => {
    const [quiet, busy] = [
      new PureWire(plan({ kind: 'loss', probability: 0.5 })),
      new PureWire(plan({ kind: 'loss', probability: 0.5 })),
    ]
    datagrams(quiet, 200)
    for (let n = 0; n < 200; n++) {
      busy.send(udp('answer', true), n, DOWN)
      busy.send(udp(`${n}`), n)
    }
    expect(busy.fates.filter((_, n) => n % 2 === 1)).toEqual(quiet.fates)
  })

  test('does not shift what another rule draws, nor is it shifted', () => {
    const doubled = (wire: PureWire) =>
      new Set(wire.arrivals.filter(({ made }) => made).map(({ frame }) => frame.toString('hex')))
    const alone = new PureWire(plan({ kind: 'duplicate', probability: 0.4 }))
    const both = new PureWire(plan({ kind: 'loss', probability: 0.4 }, { kind: 'duplicate', probability: 0.4 }))
    const loss = new PureWire(plan({ kind: 'loss', probability: 0.4 }))
    for (const wire of [alone, both, loss]) datagrams(wire, 300)
    expect(lost(both)).toEqual(lost(loss))
    for (const frame of doubled(both)) expect(doubled(alone)).toContain(frame)
  })

  test('spares ARP unless it is named', () => {
    const spared = new PureWire(plan({ kind: 'loss', probability: 1 }))
    const named = new PureWire(plan({ of: 'arp', kind: 'loss', probability: 1 }))
    for (const wire of [spared, named]) for (const frame of [ARP, udp('x')]) wire.send(frame)
    expect([spared.fates, named.fates]).toEqual([
      ['passed', 'dropped'],
      ['dropped', 'passed'],
    ])
  })
})

describe('a place', () => {
  test.each([
    [{ from: 'client' }, ['dropped', 'passed']],
    [{ to: 'client' }, ['passed', 'dropped']],
    [{ link: 'wire' }, ['dropped', 'dropped']],
    [{ link: 'other' }, ['passed', 'passed']],
    [{ of: 'tcp' as const }, ['passed', 'passed']],
    [{ from: 'server', of: 'udp' as const }, ['passed', 'dropped']],
  ])('%j', (place, fates) => {
    const wire = new PureWire(plan({ ...place, kind: 'loss', probability: 1 }))
    wire.send(udp('up'))
    wire.send(udp('down', true), 0, DOWN)
    expect(wire.fates).toEqual(fates)
  })

  test('that is not named holds once for a frame that a switch hands on', () => {
    const faults = createFaults(plan({ kind: 'loss', probability: 1 }), { hosts: ['h1', 'h2'], switches: ['lan'] })
    const inward = { link: 'lan', from: 'h1', to: 'lan' }
    const outward = { link: 'lan', from: 'lan', to: 'h2' }
    expect(faults.onFrame(inward, udp('x'), 0, 1).fate).toBe('dropped')
    expect(faults.onFrame(outward, udp('x'), 0, 2).fate).toBe('passed')
    faults.set(plan({ to: 'h2', kind: 'loss', probability: 1 }))
    expect(faults.onFrame(outward, udp('x'), 0, 3).fate).toBe('dropped')
  })
})

describe('drop', () => {
  const rule = { from: 'client', of: 'tcp' as const, kind: 'drop' as const, nth: [1, 3] }
  test('counts the frames it is about, for each sender, from 1', () => {
    const wire = new PureWire(plan(rule))
    const [segment, other] = [tcp({ seq: 1 }), udp('x')]
    for (const frame of [other, segment, segment, other, segment, segment]) wire.send(frame)
    wire.send(tcp({ seq: 1, down: true }), 0, DOWN)
    expect(lost(wire)).toEqual([1, 4])
  })

  test('counts anew in each run, and goes on when the plan changes within one', () => {
    const wire = new PureWire(plan({ ...rule, nth: [2] }))
    wire.send(tcp({ seq: 1 }))
    wire.faults.set(plan({ kind: 'delay', ms: 5 }, { ...rule, nth: [2] }))
    wire.send(tcp({ seq: 1 }))
    wire.faults.beginRun()
    wire.send(tcp({ seq: 1 }), 10)
    expect(lost(wire)).toEqual([1])
  })
})

describe('duplicate', () => {
  test('lets a frame arrive twice, the copy behind it and named', () => {
    const wire = new PureWire(plan({ kind: 'duplicate', probability: 1 }))
    datagrams(wire, 2)
    expect(heard(wire)).toEqual(['0', '0', '1', '1'])
    expect(wire.arrivals.map(({ made }) => made)).toEqual([undefined, 'duplicate', undefined, 'duplicate'])
  })
})

describe('reorder', () => {
  test('holds a frame until others have passed it', () => {
    const wire = new PureWire(plan({ kind: 'reorder', probability: 0.3, by: 2 }))
    datagrams(wire, 60)
    wire.wait(10_000)
    const order = heard(wire).map(Number)
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n))
    expect(wire.fates.every((fate) => fate === 'passed')).toBe(true)
  })

  test('lets the last frame go after a while, although nothing follows', () => {
    const wire = new PureWire(plan({ kind: 'reorder', probability: 1, by: 1 }))
    wire.send(udp('alone'), 5)
    expect(wire.fates).toEqual(['held'])
    expect(wire.faults.next).toBe(5 + FAULT_LIMITS.holdMs)
    wire.wait(1_000)
    expect(heard(wire)).toEqual(['alone'])
  })
})

describe('time', () => {
  test('delay is added to every frame, also to ARP', () => {
    const wire = new PureWire(plan({ kind: 'delay', ms: 60 }))
    expect(wire.send(ARP, 1)[0]!.at).toBe(61)
    expect(wire.send(udp('x'), 2)[0]!.at).toBe(62)
  })

  test('jitter stays within its bound, and frames stay in order', () => {
    const wire = new PureWire(plan({ kind: 'delay', ms: 10 }, { kind: 'jitter', ms: 50 }))
    datagrams(wire, 200)
    expect(heard(wire).map(Number)).toEqual(Array.from({ length: 200 }, (_, n) => n))
    const waits = wire.arrivals.map(({ at }, n) => at - n)
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(10)
    expect(Math.max(...waits)).toBeLessThanOrEqual(60)
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(10)
  })

  test('a delay made shorter lets nothing overtake', () => {
    const wire = new PureWire(plan({ kind: 'delay', ms: 100 }))
    wire.send(udp('first'), 0)
    wire.faults.set(plan())
    wire.send(udp('second'), 1)
    expect(heard(wire)).toEqual(['first', 'second'])
    expect(wire.arrivals[1]!.at).toBe(100)
  })

  test('a rate spaces frames by their size, and drops what the queue cannot hold', () => {
    const frame = udp('x'.repeat(958)) // 1,000 bytes with all headers
    const wire = new PureWire(plan({ kind: 'rate', kbps: 80, queue: 3_000 }))
    for (let n = 0; n < 5; n++) wire.send(frame, 0)
    expect(wire.fates).toEqual(['passed', 'passed', 'passed', 'dropped', 'dropped'])
    expect(wire.arrivals.map(({ at }) => at)).toEqual([100, 200, 300])
    wire.send(frame, 250)
    expect(wire.arrivals[3]!.at).toBe(400)
  })

  test('a cut takes everything between its times of the run, ARP too', () => {
    const wire = new PureWire(plan({ kind: 'cut', fromMs: 100, untilMs: 200 }))
    for (const at of [0, 99, 100, 199, 200]) wire.send(ARP, at)
    expect(lost(wire)).toEqual([2, 3])
  })

  test('the times of a cut count from the first frame of the run, not from the start of programs', () => {
    const wire = new PureWire(plan({ kind: 'cut', fromMs: 100, untilMs: 200 }))
    for (const at of [5_000, 5_099, 5_100, 5_199, 5_200]) wire.send(ARP, at)
    expect(lost(wire)).toEqual([2, 3])
  })

  test('a cut without times holds until it is taken from the plan', () => {
    const wire = new PureWire(plan({ from: 'client', kind: 'cut' }))
    wire.send(udp('x'))
    wire.send(udp('x', true), 0, DOWN)
    wire.faults.set(plan())
    wire.send(udp('x'))
    expect(wire.fates).toEqual(['dropped', 'passed', 'passed'])
  })
})

/** Sends the three segments of a handshake; the client's stream begins at 1,001, the server's at 5,001. */
function shake(wire: PureWire, now = 0): void {
  wire.send(tcp({ seq: 1_000, flags: SYN, mss: 1_460 }), now)
  wire.send(tcp({ seq: 5_000, ack: 1_001, flags: SYN | ACK, mss: 1_460, down: true }), now, DOWN)
  wire.send(tcp({ seq: 1_001, ack: 5_001 }), now)
}
const data = (wire: PureWire) => wire.arrivals.map(({ frame }) => read(frame)).filter((segment) => segment.data !== '')

describe('split', () => {
  test('cuts a stream after its sizes in turn, whatever segments it comes in', () => {
    const wire = new PureWire(plan({ kind: 'split', sizes: [3, 3, 2], gapMs: 0 }))
    shake(wire)
    wire.send(tcp({ seq: 1_001, ack: 5_001, flags: ACK | PSH, data: 'abcd' }))
    wire.send(tcp({ seq: 1_005, ack: 5_001, flags: ACK | PSH | FIN, data: 'efghijk' }))
    expect(data(wire).map((segment) => segment.data)).toEqual(['abc', 'd', 'ef', 'gh', 'ijk'])
    expect(data(wire).map((segment) => segment.seq)).toEqual([1_001, 1_004, 1_005, 1_007, 1_009])
    expect(data(wire).at(-1)!.flags).toBe(ACK | PSH | FIN)
    expect(wire.fates.slice(-2)).toEqual(['replaced', 'replaced'])
  })

  test('cuts what is sent again where it cut it before', () => {
    const wire = new PureWire(plan({ kind: 'split', mean: 4, gapMs: 0 }))
    shake(wire)
    const text = 'the same bytes are cut at the same places'
    for (let n = 0; n < 2; n++) wire.send(tcp({ seq: 1_001, ack: 5_001, data: text }))
    const pieces = data(wire).map((segment) => segment.data)
    expect(pieces.length).toBeGreaterThan(6)
    expect(pieces.slice(0, pieces.length / 2)).toEqual(pieces.slice(pieces.length / 2))
    expect(pieces.slice(0, pieces.length / 2).join('')).toBe(text)
  })

  test('leaves time between pieces, so that they can be read one by one', () => {
    const wire = new PureWire(plan({ kind: 'split', sizes: [1], gapMs: 5 }))
    shake(wire)
    wire.send(tcp({ seq: 1_001, ack: 5_001, data: 'abc' }), 10)
    expect(wire.arrivals.slice(-3).map(({ at }) => at)).toEqual([10, 15, 20])
  })

  test('leaves SYN, RST and bare acknowledgements alone', () => {
    const wire = new PureWire(plan({ kind: 'split', sizes: [1], gapMs: 0 }))
    shake(wire)
    wire.send(tcp({ seq: 1_001, flags: RST }))
    expect(wire.fates).toEqual(['passed', 'passed', 'passed', 'passed'])
  })
})

describe('coalesce', () => {
  const joining = (bytes: number) => {
    const wire = new PureWire(plan({ kind: 'coalesce', bytes, ms: 40 }))
    shake(wire)
    return wire
  }
  const part = (seq: number, text: string, flags = ACK | PSH) => tcp({ seq, ack: 5_001, flags, data: text })

  test('joins segments until they hold so many bytes', () => {
    const wire = joining(6)
    for (const [n, text] of ['ab', 'cd', 'ef', 'gh'].entries()) wire.send(part(1_001 + 2 * n, text), n)
    wire.wait(3)
    expect(data(wire).map((segment) => segment.data)).toEqual(['abcdef'])
    wire.wait(100)
    expect(data(wire).map((segment) => segment.data)).toEqual(['abcdef', 'gh'])
    expect(data(wire).every(({ sound }) => sound)).toBe(true)
    expect(wire.fates.slice(3)).toEqual(['replaced', 'replaced', 'replaced', 'passed'])
  })

  test('waits no longer than it may', () => {
    const wire = joining(1_000)
    wire.send(part(1_001, 'ab'), 10)
    wire.send(part(1_003, 'cd'), 20)
    expect(wire.faults.next).toBe(50)
    wire.wait(50)
    expect(data(wire)).toMatchObject([{ seq: 1_001, data: 'abcd', flags: ACK | PSH }])
  })

  test('ends with the stream: a FIN is not kept waiting', () => {
    const wire = joining(1_000)
    wire.send(part(1_001, 'ab'))
    wire.send(part(1_003, 'cd', ACK | FIN))
    expect(data(wire)).toMatchObject([{ data: 'abcd', flags: ACK | PSH | FIN }])
  })

  test('lets what is held go before anything that does not follow it', () => {
    const wire = joining(1_000)
    wire.send(part(1_001, 'ab'))
    wire.send(part(1_010, 'later'))
    wire.send(part(1_001, 'ab'))
    wire.send(tcp({ seq: 1_003, flags: RST }))
    expect(wire.arrivals.slice(3).map(({ frame }) => read(frame).data)).toEqual(['ab', 'later', 'ab', ''])
  })

  test('never makes a segment that is longer than the receiver takes', () => {
    const wire = joining(10_000)
    for (let n = 0; n < 4; n++) wire.send(part(1_001 + 500 * n, 'x'.repeat(500)))
    wire.wait(100)
    expect(data(wire).map((segment) => segment.data.length)).toEqual([1_000, 1_000])
  })

  test('passes what it does not know the beginning of', () => {
    const wire = new PureWire(plan({ kind: 'coalesce', bytes: 100, ms: 40 }))
    wire.send(part(1_001, 'ab'))
    expect(wire.fates).toEqual(['passed'])
  })
})

describe('reset', () => {
  const resetting = (after: number) => {
    const wire = new PureWire(plan({ from: 'client', kind: 'reset', after }))
    shake(wire)
    return wire
  }
  const bytes = (seq: number, text: string) => tcp({ seq, ack: 5_001, data: text })
  const resets = (wire: PureWire) =>
    wire.arrivals.flatMap(({ frame, towards, made }) => (made === 'reset' ? [{ towards, seq: read(frame).seq }] : []))

  test('lets so many bytes through, then tells both ends with the numbers they expect', () => {
    const wire = resetting(5)
    wire.send(bytes(1_001, 'abc'))
    wire.send(bytes(1_004, 'defg'))
    expect(data(wire).map((segment) => segment.data)).toEqual(['abc', 'de'])
    expect(resets(wire)).toEqual([
      { towards: 'to', seq: 1_006 },
      { towards: 'from', seq: 5_001 },
    ])
    expect(wire.fates.slice(3)).toEqual(['passed', 'replaced'])
  })

  test('lets nothing more pass, and answers who has not heard of it', () => {
    const wire = resetting(3)
    wire.send(bytes(1_001, 'abc'))
    wire.send(tcp({ seq: 5_101, ack: 1_001, down: true, data: 'in flight' }), 0, DOWN)
    wire.send(tcp({ seq: 5_110, ack: 1_004, flags: RST, down: true }), 0, DOWN)
    expect(wire.fates.slice(3)).toEqual(['passed', 'dropped', 'dropped'])
    expect(resets(wire).at(-1)).toEqual({ towards: 'from', seq: 1_001 })
    expect(resets(wire)).toHaveLength(3)
  })

  test('does not touch the other direction, nor the next connection', () => {
    const wire = resetting(3)
    wire.send(tcp({ seq: 5_001, ack: 1_001, down: true, data: 'a long answer' }), 0, DOWN)
    wire.send(bytes(1_001, 'abc'))
    wire.send(tcp({ seq: 9_000, flags: SYN, mss: 1_460 }))
    wire.send(tcp({ seq: 7_000, ack: 9_001, flags: SYN | ACK, mss: 1_460, down: true }), 0, DOWN)
    wire.send(bytes(9_001, 'ab'))
    expect(wire.fates.slice(3)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed'])
  })
})

describe('all together', () => {
  test('the same seed and the same frames give the same frames at the same times', () => {
    const run = (seed: number) => {
      const wire = new PureWire({
        seed,
        rules: [
          { kind: 'loss', probability: 0.1 },
          { kind: 'duplicate', probability: 0.2 },
          { kind: 'reorder', probability: 0.2, by: 2 },
          { kind: 'delay', ms: 20 },
          { kind: 'jitter', ms: 20 },
          { kind: 'rate', kbps: 100, queue: 20_000 },
        ],
      })
      datagrams(wire, 300)
      wire.wait(100_000)
      return wire.arrivals.map(({ frame, at, made }) => `${frame.toString('hex')} ${at} ${made}`)
    }
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
  })

  test('a plan is at work at once, with the nodes it was made for', () => {
    const faults = createFaults(plan({ kind: 'cut' }), NODES)
    expect(faults.onFrame(UP, udp('x'), 0, 1)).toEqual({ fate: 'dropped', deliveries: [] })
  })
})
