import { describe, expect, test } from 'vitest'
import { NO_FAULTS } from '../../../src/protocol/lab.ts'
import type { RecordedEvent, RecordedRun } from '../../../src/protocol/recording.ts'
import { behaviourOf, compare, kindOf, varyingKinds } from '../../../src/sidecar/recording/behaviour.ts'
import { differs, diffLines, diffText } from '../../../src/sidecar/recording/diff.ts'
import { encode } from '../../../src/wire/encode.ts'
import type { TcpFlag } from '../../../src/wire/types.ts'

type Step = { from: 'client' | 'server'; flags: TcpFlag[]; seq: number; ack?: number; data?: string; dropped?: true }

/** A conversation on `port`, then how the programs ended. */
function runOf(steps: Step[], printed: string, port = 40_000): Pick<RecordedRun, 'events'> {
  const packets = steps.map(({ from, flags, seq, ack = 0, data = '', dropped }, index) => {
    const fromClient = from === 'client'
    const bytes = encode({
      ip: { source: fromClient ? '10.0.0.1' : '10.0.0.2', destination: fromClient ? '10.0.0.2' : '10.0.0.1' },
      tcp: { sourcePort: fromClient ? port : 9999, destinationPort: fromClient ? 9999 : port, seq, ack, flags },
      payload: Buffer.from(data),
    })
    const frame = Buffer.from(bytes).toString('base64')
    const at = index * 1_000
    return { n: index + 1, at, link: 'wire', from, data: frame, length: bytes.length, ...(dropped ? { dropped } : {}) }
  })
  const exited = { code: 0, signal: null, reason: 'exited' as const }
  const told: RecordedEvent[] = [
    { type: 'runStarted', programs: ['client'], faults: NO_FAULTS, revisions: {} },
    { type: 'packets', packets, lost: 0 },
    { type: 'output', program: 'client', stream: 'stdout', text: printed, at: 0 },
    { type: 'program', program: 'client', state: { state: 'exited', exit: exited } },
    { type: 'runEnded' },
  ]
  return { events: told.map((event, index) => [index, event]) }
}

const OPEN: Step[] = [
  { from: 'client', flags: ['SYN'], seq: 100 },
  { from: 'server', flags: ['SYN', 'ACK'], seq: 500, ack: 101 },
  { from: 'client', flags: ['ACK'], seq: 101, ack: 501 },
]
const CLOSE = (sent: number): Step[] => [
  { from: 'client', flags: ['FIN', 'ACK'], seq: 101 + sent, ack: 501 },
  { from: 'server', flags: ['FIN', 'ACK'], seq: 501, ack: 102 + sent },
  { from: 'client', flags: ['ACK'], seq: 102 + sent, ack: 502 },
]
const data = (text: string, at: number, more: Partial<Step> = {}): Step => ({
  from: 'client',
  flags: ['PSH', 'ACK'],
  seq: 101 + at,
  ack: 501,
  data: text,
  ...more,
})

describe('the behaviour of a run', () => {
  const whole = runOf([...OPEN, data('hello', 0), ...CLOSE(5)], 'connected from port 40000 in 12.5 ms\n')

  test('is how programs ended, what they printed, and who said what in which order', () => {
    expect(behaviourOf(whole)).toEqual([
      'client: exited, status 0',
      'client | connected from port PORT in TIME',
      'flow tcp 10.0.0.1 → 10.0.0.2:9999: handshake complete, closed by client, fin',
      '  client sent 5 bytes',
      '  server sent 0 bytes',
      '  client SYN',
      '  server SYN+ACK',
      '  client ACK of the handshake',
      '  client data',
      '  client FIN',
      '  server FIN',
    ])
  })

  test('is the same with another port, in other segments, and after a timer that ran out for nothing', () => {
    const cut = [...OPEN, data('hel', 0), data('lo', 3), data('lo', 3), ...CLOSE(5)]
    expect(behaviourOf(runOf(cut, 'connected from port 50123 in 9 ms\n', 50_123))).toEqual(behaviourOf(whole))
  })

  test('tells what was sent again because it was lost', () => {
    const lossy = [...OPEN, data('hello', 0, { dropped: true }), data('hello', 0), ...CLOSE(5)]
    expect(behaviourOf(runOf(lossy, ''))).toContain('  client data again')
  })

  test('is another when the other side closes first', () => {
    const [first, second, ack] = CLOSE(0) as [Step, Step, Step]
    const swapped = [
      { ...second, ack: 101 },
      { ...first, ack: 502 },
      { ...ack, from: 'server' as const, seq: 502, ack: 102 },
    ]
    const lines = diffLines(
      behaviourOf(runOf([...OPEN, ...CLOSE(0)], '')),
      behaviourOf(runOf([...OPEN, ...swapped], '')),
    )
    expect(differs(lines)).toBe(true)
    expect(diffText(lines).join('\n')).toMatch(/^- flow .*closed by client, fin\n\+ flow .*closed by server, fin/m)
  })
})

describe('lines that vary from run to run', () => {
  const one = ['client | asked for 10, got 7', 'client | "one" done', 'client: exited, status 0']
  const other = [
    'client | asked for 10, got 9',
    'client | asked for 10, got 1',
    'client | "one" done',
    'client: exited, status 0',
  ]

  test('are of a kind: the same but for numbers and what is quoted', () => {
    expect(kindOf('client | read 3: 1.5 "x 1" 2')).toBe('client | read #: # "…" #')
    expect(varyingKinds(one, other)).toEqual(['client | asked for #, got #'])
  })

  test('are left out of a comparison; all others count', () => {
    const varies = varyingKinds(one, other)
    expect(differs(compare(one, other, varies))).toBe(false)
    expect(differs(compare(one, [...other.slice(0, 3), 'client: crashed, status 1'], varies))).toBe(true)
  })
})

describe('a diff', () => {
  test('shows what changed with a little around it', () => {
    const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const after = ['a', 'b', 'c', 'd', 'X', 'f', 'g', 'h']
    expect(diffText(diffLines(before, after))).toEqual(['…', '  c', '  d', '- e', '+ X', '  f', '  g', '…'])
  })

  test('of random texts turns the one into the other', () => {
    let seed = 1
    const next = (most: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed % most
    }
    for (let round = 0; round < 200; round += 1) {
      const [a, b] = [0, 0].map(() => Array.from({ length: next(12) }, () => 'abc'[next(3)]!)) as [string[], string[]]
      const lines = diffLines(a, b)
      expect(lines.filter(({ sign }) => sign !== '+').map(({ text }) => text)).toEqual(a)
      expect(lines.filter(({ sign }) => sign !== '-').map(({ text }) => text)).toEqual(b)
    }
  })
})
