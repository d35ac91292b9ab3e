/**
 * The conversation on the home page: one client of four lines and its server on one host, captured once on Linux's
 * loopback. Times are milliseconds after the SYN; numbers are relative, as the bench shows them.
 */
/** What Run runs: the first lab of the course that has a connection. */
export const LIVE_LAB = 'bench/first-packet-3'
export const LIVE_LESSON = 'bench/first-packet'

export type Arrow = {
  ms: string
  kind: 'syn' | 'data' | 'ack' | 'fin'
  way: 'out' | 'in'
  flags: string
  numbers: string
  client?: { call: string; result?: string }
  server?: { call: string; result?: string }
  /** Where, in % of the row's height, a program stops or starts waiting on its lifeline. */
  clientWaits?: [number, number]
  serverWaits?: [number, number]
  bytes?: string
}

export const CONVERSATION: Arrow[] = [
  {
    ms: '0.000',
    kind: 'syn',
    way: 'out',
    flags: 'SYN',
    numbers: 'seq 0',
    client: { call: 'connect()' },
    server: { call: 'accept()' },
    clientWaits: [42, 100],
    serverWaits: [0, 100],
  },
  {
    ms: '0.018',
    kind: 'syn',
    way: 'in',
    flags: 'SYN ACK',
    numbers: 'seq 0 ack 1',
    clientWaits: [0, 78],
    serverWaits: [0, 100],
  },
  {
    ms: '0.037',
    kind: 'ack',
    way: 'out',
    flags: 'ACK',
    numbers: 'ack 1',
    server: { call: 'accept', result: '→ 4' },
    serverWaits: [0, 88],
  },
  {
    ms: '0.288',
    kind: 'data',
    way: 'out',
    flags: 'PSH ACK',
    numbers: 'seq 1 len 6',
    client: { call: 'send()' },
    server: { call: 'recv', result: '→ 6 B' },
    serverWaits: [4, 78],
    bytes: 'e4 bd a0 e5 a5 bd',
  },
  { ms: '0.300', kind: 'ack', way: 'in', flags: 'ACK', numbers: 'ack 7' },
  { ms: '0.377', kind: 'fin', way: 'out', flags: 'FIN ACK', numbers: 'seq 7', client: { call: 'close()' } },
  { ms: '0.515', kind: 'fin', way: 'in', flags: 'FIN ACK', numbers: 'seq 1 ack 8', server: { call: 'close()' } },
  { ms: '0.546', kind: 'ack', way: 'out', flags: 'ACK', numbers: 'ack 2' },
]
