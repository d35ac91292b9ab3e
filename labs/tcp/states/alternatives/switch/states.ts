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

const to = (state: S, ...send: string[]) => ({ state, send })

/** Two questions decide how a connection ends: has our FIN been acknowledged, and has theirs come? */
export function step(s: S, e: E): { state: S; send: string[] } {
  const stays = to(s)
  if (e === 'rcv:RST') return s === 'LISTEN' ? stays : to('CLOSED')
  switch (s) {
    case 'CLOSED':
      if (e === 'app:passive') return to('LISTEN')
      if (e === 'app:active') return to('SYN_SENT', 'SYN')
      return e.startsWith('rcv:') ? to('CLOSED', 'RST') : stays
    case 'LISTEN':
      if (e === 'rcv:SYN') return to('SYN_RCVD', 'SYNACK')
      return e === 'app:close' ? to('CLOSED') : stays
    case 'SYN_SENT':
      if (e === 'rcv:SYNACK') return to('ESTABLISHED', 'ACK')
      if (e === 'rcv:SYN') return to('SYN_RCVD', 'SYNACK')
      return e === 'app:close' ? to('CLOSED') : stays
    case 'SYN_RCVD':
      if (e === 'rcv:ACK') return to('ESTABLISHED')
      return e === 'app:close' ? to('FIN_WAIT_1', 'FIN') : stays
    case 'ESTABLISHED':
      if (e === 'rcv:FIN') return to('CLOSE_WAIT', 'ACK')
      return e === 'app:close' ? to('FIN_WAIT_1', 'FIN') : stays
    case 'FIN_WAIT_1':
      if (e === 'rcv:ACK') return to('FIN_WAIT_2')
      if (e === 'rcv:FIN') return to('CLOSING', 'ACK')
      return e === 'rcv:FINACK' ? to('TIME_WAIT', 'ACK') : stays
    case 'FIN_WAIT_2':
      return e === 'rcv:FIN' ? to('TIME_WAIT', 'ACK') : stays
    case 'CLOSING':
      return e === 'rcv:ACK' ? to('TIME_WAIT') : stays
    case 'TIME_WAIT':
      if (e === 'rcv:FIN') return to('TIME_WAIT', 'ACK')
      return e === 'timeout:2msl' ? to('CLOSED') : stays
    case 'CLOSE_WAIT':
      return e === 'app:close' ? to('LAST_ACK', 'FIN') : stays
    case 'LAST_ACK':
      return e === 'rcv:ACK' ? to('CLOSED') : stays
  }
}
