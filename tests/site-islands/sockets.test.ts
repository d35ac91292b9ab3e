/** What the sockets pane tells, from segments and looks as they come. */
import { describe, expect, it } from 'vitest'
import type { SocketRow } from '../../src/protocol/network.ts'
import { EDGES, PLACES, RARE } from '../../src/site/islands/bench/sockets/machine.ts'
import { gaugeOf, shownSockets, timerLeft } from '../../src/site/islands/bench/sockets/table.ts'
import {
  type Path,
  type StateSegment,
  stateAt,
  statePaths,
  TCP_STATES,
  takenUpTo,
  tcpState,
} from '../../src/site/islands/bench/sockets/tcp-states.ts'
import { en, zh } from '../../src/site/islands/bench/sockets/words.ts'
import type { TcpFlag } from '../../src/wire/types.ts'

type Sent = [from: '>' | '<', flags: string, seq: number, ack: number | null, more?: Partial<StateSegment>]

function segments(list: Sent[]): StateSegment[] {
  return list.map(([from, flags, seq, ack, more], index) => ({
    n: index + 1,
    at: index * 100,
    fromClient: from === '>',
    flags: flags.split(' ') as TcpFlag[],
    seq,
    ack,
    length: 0,
    ...more,
  }))
}

const way = ({ start, steps }: Path) => [start, ...steps.map(({ to }) => to)].join(' ')
const OPEN: Sent[] = [
  ['>', 'SYN', 0, null],
  ['<', 'SYN ACK', 0, 1],
  ['>', 'ACK', 1, 1],
]

describe('the way through the states', () => {
  it('of a connection that the client closes', () => {
    const { client, server } = statePaths(
      segments([...OPEN, ['>', 'FIN ACK', 1, 1], ['<', 'ACK', 1, 2], ['<', 'FIN ACK', 1, 2], ['>', 'ACK', 2, 2]]),
    )
    expect(way(client)).toBe('CLOSED SYN_SENT ESTABLISHED FIN_WAIT_1 FIN_WAIT_2 TIME_WAIT')
    expect(way(server)).toBe('LISTEN SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED')
    expect(server.steps.at(-1)).toEqual({ n: 7, from: 'LAST_ACK', to: 'CLOSED', did: 'received', what: 'ACK' })
  })

  it('of both that close at once', () => {
    const close: Sent[] = [
      ['>', 'FIN ACK', 1, 1, { at: 1_000, arrived: 3_000 }],
      ['<', 'FIN ACK', 1, 1, { at: 1_500, arrived: 3_500 }],
      ['<', 'ACK', 2, 2, { at: 3_000, arrived: 5_000 }],
      ['>', 'ACK', 2, 2, { at: 3_500, arrived: 5_500 }],
    ]
    const { client, server } = statePaths(segments([...OPEN, ...close]))
    expect(way(client)).toBe('CLOSED SYN_SENT ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT')
    expect(way(server)).toBe('LISTEN SYN_RECV ESTABLISHED FIN_WAIT_1 CLOSING TIME_WAIT')
  })

  it('skips FIN_WAIT_2 where one packet acknowledges the FIN and brings the other', () => {
    const { client, server } = statePaths(
      segments([...OPEN, ['>', 'FIN ACK', 1, 1], ['<', 'FIN ACK', 1, 2], ['>', 'ACK', 2, 2]]),
    )
    expect(way(client)).toBe('CLOSED SYN_SENT ESTABLISHED FIN_WAIT_1 TIME_WAIT')
    expect(way(server)).toBe('LISTEN SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED')
  })

  it('holds what was acknowledged for received, though a busy machine measured it later', () => {
    const close: Sent[] = [
      ['>', 'FIN ACK', 1, 1, { at: 1_000, arrived: 3_000 }],
      ['<', 'FIN ACK', 1, 2, { at: 1_500, arrived: 1_600 }],
      ['>', 'ACK', 2, 2, { at: 1_700, arrived: 3_100 }],
    ]
    const { server } = statePaths(segments([...OPEN, ...close]))
    expect(way(server)).toBe('LISTEN SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED')
  })

  it('of a connection that nobody accepts: no LISTEN anywhere', () => {
    const { client, server } = statePaths(segments([OPEN[0]!, ['<', 'RST ACK', 0, 1]]))
    expect(way(client)).toBe('CLOSED SYN_SENT CLOSED')
    expect(way(server)).toBe('CLOSED')
  })

  it('of a reset connection', () => {
    const { client, server } = statePaths(segments([...OPEN, ['<', 'RST', 1, null]]))
    expect([way(client), way(server)]).toEqual([
      'CLOSED SYN_SENT ESTABLISHED CLOSED',
      'LISTEN SYN_RECV ESTABLISHED CLOSED',
    ])
  })

  it('is not moved on at the receiver by what was lost, nor twice by what is sent again', () => {
    const { client, server } = statePaths(
      segments([
        ['>', 'SYN', 0, null, { dropped: true }],
        ['>', 'SYN', 0, null],
        ['<', 'SYN ACK', 0, 1],
      ]),
    )
    expect(client.steps.map(({ n, to }) => `${n} ${to}`)).toEqual(['1 SYN_SENT', '3 ESTABLISHED'])
    expect(server.steps.map(({ n, to }) => `${n} ${to}`)).toEqual(['2 SYN_RECV'])
  })

  it('can be read as of a packet', () => {
    const { client } = statePaths(segments([...OPEN, ['>', 'FIN ACK', 1, 1]]))
    expect([0, 1, 2, 3, 4, null].map((n) => stateAt(client, n))).toEqual([
      'CLOSED',
      'SYN_SENT',
      'ESTABLISHED',
      'ESTABLISHED',
      'FIN_WAIT_1',
      'FIN_WAIT_1',
    ])
    expect([...takenUpTo(client, 2)]).toEqual(['CLOSED>SYN_SENT', 'SYN_SENT>ESTABLISHED'])
  })

  it('begins in the middle where the handshake was not seen', () => {
    expect(way(statePaths(segments([['>', 'ACK', 9, 9]])).server)).toBe('ESTABLISHED')
  })
})

it('draws every transition that a way can take, between states that have a place', () => {
  const names = Object.keys({ ...EDGES, ...RARE })
  for (const name of names) for (const state of name.split('>')) expect(TCP_STATES).toContain(state)
  const boxes = Object.values(PLACES).map(String)
  expect(new Set(boxes).size).toBe(TCP_STATES.length)
  const taken = [
    'CLOSED>SYN_SENT',
    'LISTEN>SYN_RECV',
    'SYN_RECV>ESTABLISHED',
    'SYN_SENT>ESTABLISHED',
    'FIN_WAIT_1>TIME_WAIT',
    'FIN_WAIT_1>CLOSING',
    'CLOSING>TIME_WAIT',
    'LAST_ACK>CLOSED',
    'TIME_WAIT>CLOSED',
    'ESTABLISHED>CLOSED',
  ]
  for (const name of taken) expect(names).toContain(name)
})

it('takes the kernel’s names and the RFC’s for the same states', () => {
  expect(['SYN-RECEIVED', 'SYN_RECV', 'NEW_SYN_RECV', 'ESTAB', 'FIN-WAIT-1', 'UNCONN'].map(tcpState)).toEqual([
    'SYN_RECV',
    'SYN_RECV',
    'SYN_RECV',
    'ESTABLISHED',
    'FIN_WAIT_1',
    null,
  ])
})

describe('the table', () => {
  const row = (local: string, remote: string, state: string, more: Partial<SocketRow> = {}): SocketRow => ({
    protocol: 'tcp',
    family: 4,
    local,
    remote,
    state,
    receiveQueue: 0,
    sendQueue: 0,
    ...more,
  })
  const listening = row('127.0.0.1:9999', '0.0.0.0:0', 'LISTEN', { acceptLimit: 5, program: 'server' })
  const open = row('127.0.0.1:50312', '127.0.0.1:9999', 'ESTABLISHED', { program: 'client' })

  it('forgets what is gone while the run goes on, and keeps it marked after its end', () => {
    const before = shownSockets([{ host: 'lab', sockets: [listening, open], more: 0 }], [], false)
    const later = [{ host: 'lab', sockets: [listening], more: 0 }]
    expect(shownSockets(later, before, false).map(({ state, gone }) => [state, gone])).toEqual([['LISTEN', false]])
    expect(shownSockets(later, before, true).map(({ state, gone }) => [state, gone])).toEqual([
      ['LISTEN', false],
      ['ESTABLISHED', true],
    ])
  })

  it('leaves out the unnamed pairs with which a runtime talks to itself, and tells two of one name apart', () => {
    const unix = row('', '', 'ESTABLISHED', { protocol: 'unix' })
    const udp = row('0.0.0.0:9999', '0.0.0.0:0', 'CLOSE', { protocol: 'udp' })
    const shown = shownSockets([{ host: 'lab', sockets: [unix, udp, udp], more: 0 }], [], false)
    expect(shown.map(({ protocol }) => protocol)).toEqual(['udp', 'udp'])
    expect(new Set(shown.map(({ key }) => key)).size).toBe(2)
  })

  it('draws a short accept queue place by place, a long one as a share that is never empty while somebody waits', () => {
    expect(gaugeOf(2, 5)).toEqual({ filled: 2, places: 5, exact: true })
    expect(gaugeOf(6, 5).filled).toBe(5)
    expect(gaugeOf(1, 511)).toEqual({ filled: 1, places: 8, exact: false })
    expect(gaugeOf(0, 511).filled).toBe(0)
  })

  it('counts a timer down to nothing', () => {
    const waiting = row('127.0.0.1:50312', '127.0.0.1:9999', 'TIME_WAIT', {
      timer: { for: 'timeWait', ms: 900, tries: 0 },
    })
    expect([timerLeft(waiting, 0), timerLeft(waiting, 400), timerLeft(waiting, 900), timerLeft(open, 0)]).toEqual([
      900,
      500,
      null,
      null,
    ])
    expect(en.timers.timeWait(58_000, 0)).toBe('forgotten in 58 s')
    expect(zh.timers.retransmit(400, 2)).toBe('0.4 s 后重传，已有 2 次无果')
  })
})
