import { describe, expect, test } from 'vitest'
import { NO_FAULTS } from '../../../src/protocol/lab.ts'
import type { RecordedEvent, RecordedRun } from '../../../src/protocol/recording.ts'
import { behaviourOf, compare, kindOf, varyingKinds, withoutEnds } from '../../../src/sidecar/recording/behaviour.ts'
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

describe('a kind of line', () => {
  test('is the same whatever a key, a digest, an id or a number happens to be', () => {
    const alike = [
      ['client | challenge ca384e05df58f510...', 'client | challenge 0028bc6a50774d9a...'],
      [
        'server | key ONcsofQMobJvYLKtqVa5ow==, accept f8RkHaFz7arDMKzoAJzXMP8ZBYI=',
        'server | key FbqnWQwgLRuRUrGWWZkQzQ==, accept coFTeVxJHcQG/Vyp17SAZ+CPNya=',
      ],
      ['nameserver | query 1: id 5fa5, from port PORT', 'nameserver | query 12: id e0f, from port PORT'],
      ['ask | query 43 ba 01 00 00 01 03 77 77', 'ask | query 1d 06 01 00 00 01 03 77 77'],
      ['client | took 1.25 of 10', 'client | took 3 of 2.5'],
      ['flow tcp 10.0.0.1 → 10.0.0.2:9000: reset', 'flow tcp 127.0.0.1 → 127.0.0.1:80: reset'],
    ] as const
    for (const [one, other] of alike) expect(kindOf(one)).toBe(kindOf(other))
  })

  test('is another with other words', () => {
    expect(kindOf('client | accepted 3')).not.toBe(kindOf('client | rejected 3'))
    expect(kindOf('flow tcp 10.0.0.1 → 10.0.0.2:9000: closed by client, fin')).not.toBe(
      kindOf('flow tcp 10.0.0.1 → 10.0.0.2:9000: closed by server, fin'),
    )
  })

  test('is its own kind, and kinds as they were written once still match', () => {
    for (const line of [
      'client | count1=5 of a.b2.c',
      'server | key ab12==, x',
      'a | "q 1" 10.0.0.1:9000',
      '1 2.3 ...',
    ])
      expect(kindOf(kindOf(line))).toBe(kindOf(line))
    for (const [older, before, after] of [
      ['client | challenge #c#a#fc#a#e#...', 'client | challenge 7c1a9fc0a3e11...', 'client | challenge ca384e05d...'],
      ['ask | query # #a # # #c', 'ask | query 15 2a 00 01 0c', 'ask | query ab fe 00 01 0c'],
    ] as const)
      expect(differs(compare([before], [after], [older]))).toBe(false)
  })

  test('of a long line is found in no time', () => {
    const began = performance.now()
    kindOf('x '.repeat(100_000) + 'y'.repeat(200_000))
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test('may vary unless it is how a program ended', () => {
    const kinds = ['client: exited, status #', '#: stopped', 'a | exited', 'a-b: never ended', '  client FIN']
    expect(withoutEnds(kinds)).toEqual(['a | exited', '  client FIN'])
  })
})

test('a date is the same on every day', () => {
  const dated = (date: string, iso: string) => behaviourOf(runOf([], `Date: ${date}\nnow ${iso}\n`))
  expect(dated('Sun, 22 Nov 2026 01:38:31 GMT', '2026-11-22T01:38:31.120Z')).toEqual(
    dated('Sat, 05 Dec 2026 23:00:00 GMT', '2026-12-05T23:00:00Z'),
  )
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
