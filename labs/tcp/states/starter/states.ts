export type S =
  | 'CLOSED'
  | 'LISTEN'
  | 'SYN_SENT'
  | 'SYN_RCVD'
  | 'ESTABLISHED'
  | 'FIN_WAIT_1'
  | 'FIN_WAIT_2'
  | 'CLOSING'
  | 'TIME_WAIT'
  | 'CLOSE_WAIT'
  | 'LAST_ACK'

export type E =
  | 'app:passive'
  | 'app:active'
  | 'app:close'
  | 'rcv:SYN'
  | 'rcv:SYNACK'
  | 'rcv:ACK'
  | 'rcv:FIN'
  | 'rcv:FINACK'
  | 'rcv:RST'
  | 'timeout:2msl'

/** The state after an event, and the segments sent because of it. */
export function step(s: S, e: E): { state: S; send: string[] } {
  // Your turn: what does each event do in each state?
  return { state: s, send: [] }
}
