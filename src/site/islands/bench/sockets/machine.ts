/** Where the states and their transitions stand in the picture, after Figure 5 of RFC 9293, in units of its view box. */
import type { TcpState } from './tcp-states.ts'

export const MACHINE_SIZE = { width: 420, height: 304, box: { width: 104, height: 28 } }

/** Middles of the boxes. */
export const PLACES: Record<TcpState, [x: number, y: number]> = {
  LISTEN: [72, 30],
  CLOSED: [208, 30],
  SYN_SENT: [344, 30],
  SYN_RECV: [72, 92],
  ESTABLISHED: [208, 128],
  CLOSE_WAIT: [72, 178],
  LAST_ACK: [72, 230],
  FIN_WAIT_1: [344, 178],
  FIN_WAIT_2: [344, 230],
  CLOSING: [208, 230],
  TIME_WAIT: [344, 282],
}

/** `from>to` -> path. Those of `RARE` are drawn only when they were taken. */
export const EDGES: Record<string, string> = {
  'CLOSED>LISTEN': 'M156 30H126',
  'CLOSED>SYN_SENT': 'M260 30H290',
  'LISTEN>SYN_RECV': 'M72 44V76',
  'SYN_SENT>SYN_RECV': 'M292 42L126 85',
  'SYN_RECV>ESTABLISHED': 'M124 98L156 117',
  'SYN_SENT>ESTABLISHED': 'M336 44L246 113',
  'SYN_RECV>FIN_WAIT_1': 'M124 90C220 74 336 84 343 162',
  'ESTABLISHED>FIN_WAIT_1': 'M250 142L296 163',
  'ESTABLISHED>CLOSE_WAIT': 'M166 142L120 163',
  'CLOSE_WAIT>LAST_ACK': 'M72 192V214',
  'LAST_ACK>CLOSED': 'M20 230H8V8H188V14',
  'FIN_WAIT_1>FIN_WAIT_2': 'M344 192V214',
  'FIN_WAIT_1>CLOSING': 'M300 192L252 216',
  'FIN_WAIT_2>TIME_WAIT': 'M344 244V266',
  'CLOSING>TIME_WAIT': 'M250 244L302 267',
  'TIME_WAIT>CLOSED': 'M396 282H412V8H228V14',
}

export const RARE: Record<string, string> = {
  'FIN_WAIT_1>TIME_WAIT': 'M396 182H404V274H398',
  'SYN_SENT>CLOSED': 'M290 22H262',
  'SYN_RECV>CLOSED': 'M112 78L166 46',
  'ESTABLISHED>CLOSED': 'M208 114V46',
  'FIN_WAIT_1>CLOSED': 'M310 164L232 46',
  'FIN_WAIT_2>CLOSED': 'M292 222L228 46',
  'CLOSE_WAIT>CLOSED': 'M104 164L186 46',
}
