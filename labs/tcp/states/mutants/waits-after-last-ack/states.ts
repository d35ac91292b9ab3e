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

type Row = Partial<Record<E, [state: S, ...send: string[]]>>

/** RFC 9293, Figure 5: a row a state, in it what each event leads to. What is not here changes nothing. */
const TABLE: Record<S, Row> = {
  CLOSED: {
    'app:passive': ['LISTEN'],
    'app:active': ['SYN_SENT', 'SYN'],
    'rcv:SYN': ['CLOSED', 'RST'],
    'rcv:SYNACK': ['CLOSED', 'RST'],
    'rcv:ACK': ['CLOSED', 'RST'],
    'rcv:FIN': ['CLOSED', 'RST'],
    'rcv:FINACK': ['CLOSED', 'RST'],
  },
  LISTEN: {
    'app:close': ['CLOSED'],
    'rcv:SYN': ['SYN_RCVD', 'SYNACK'],
  },
  SYN_SENT: {
    'app:close': ['CLOSED'],
    'rcv:SYNACK': ['ESTABLISHED', 'ACK'],
    'rcv:SYN': ['SYN_RCVD', 'SYNACK'],
    'rcv:RST': ['CLOSED'],
  },
  SYN_RCVD: {
    'app:close': ['FIN_WAIT_1', 'FIN'],
    'rcv:ACK': ['ESTABLISHED'],
  },
  ESTABLISHED: {
    'app:close': ['FIN_WAIT_1', 'FIN'],
    'rcv:FIN': ['CLOSE_WAIT', 'ACK'],
    'rcv:RST': ['CLOSED'],
  },
  FIN_WAIT_1: {
    'rcv:ACK': ['FIN_WAIT_2'],
    'rcv:FIN': ['CLOSING', 'ACK'],
    'rcv:FINACK': ['TIME_WAIT', 'ACK'],
    'rcv:RST': ['CLOSED'],
  },
  FIN_WAIT_2: {
    'rcv:FIN': ['TIME_WAIT', 'ACK'],
    'rcv:RST': ['CLOSED'],
  },
  CLOSING: {
    'rcv:ACK': ['TIME_WAIT'],
    'rcv:RST': ['CLOSED'],
  },
  TIME_WAIT: {
    'rcv:FIN': ['TIME_WAIT', 'ACK'],
    'timeout:2msl': ['CLOSED'],
  },
  CLOSE_WAIT: {
    'app:close': ['LAST_ACK', 'FIN'],
    'rcv:RST': ['CLOSED'],
  },
  LAST_ACK: {
    'rcv:ACK': ['TIME_WAIT'],
    'rcv:RST': ['CLOSED'],
  },
}

/** The state after an event, and the segments sent because of it. */
export function step(s: S, e: E): { state: S; send: string[] } {
  const [state, ...send] = TABLE[s][e] ?? [s]
  return { state, send }
}
