/** Which socket an incoming TCP segment is for, and how far the search had to go. Pure. */

export const ANY = '0.0.0.0'

/** A listener has no peer. */
export type Entry = { id: string; address: string; port: number; peer: { address: string; port: number } | null }
export type Arrival = {
  to: { address: string; port: number }
  from: { address: string; port: number }
  kind: 'SYN' | 'DATA'
}

/** The question that decided: the connection, a listener at the address, one at any address; or none did. */
export type Step = 'connection' | 'exact' | 'any' | 'none' | 'none-data'
export type Decision = { step: Step; id: string | null }

/** From the specific to the general: Linux looks for the connection first, then for the listener that fits best. */
export function decide(sockets: readonly Entry[], { to, from, kind }: Arrival): Decision {
  const here = sockets.filter(({ port }) => port === to.port)
  const connection = here.find(
    ({ address, peer }) => address === to.address && peer?.address === from.address && peer.port === from.port,
  )
  if (connection) return { step: 'connection', id: connection.id }
  if (kind === 'DATA') return { step: 'none-data', id: null }
  const listener = (address: string) => here.find((one) => one.peer === null && one.address === address)
  const exact = listener(to.address)
  if (exact) return { step: 'exact', id: exact.id }
  const any = listener(ANY)
  return any ? { step: 'any', id: any.id } : { step: 'none', id: null }
}

/** The sockets of the board. */
export const SOCKETS: readonly Entry[] = [
  { id: 'A', address: ANY, port: 9999, peer: null },
  { id: 'B', address: '10.0.0.2', port: 9998, peer: null },
  { id: 'C', address: '10.0.0.2', port: 9999, peer: { address: '10.0.0.1', port: 40001 } },
  { id: 'D', address: '10.0.0.2', port: 9999, peer: { address: '10.0.0.3', port: 40001 } },
]
export const FROM_ADDRESSES = ['10.0.0.1', '10.0.0.3', '127.0.0.1'] as const
export const FROM_PORTS = [40001, 40002] as const
export const TO_ADDRESSES = ['10.0.0.2', '127.0.0.1'] as const
export const TO_PORTS = [9999, 9998, 80] as const
export const KINDS = ['SYN', 'DATA'] as const
