/** The rows of a run as the home page's picture draws them. Pure. */
import type { SocketCall } from '../../../protocol/lab.ts'
import type { TraceRow } from '../../islands/bench/trace.ts'
import type { Arrow } from './stage.ts'

/** Bytes that are written out in a row. */
const BYTES = 8

/** Of a run's first TCP connection. A call stands beside the packet it belongs to, and only if the run told of it. */
export function arrowsOf(rows: readonly TraceRow[], calls: readonly SocketCall[]): Arrow[] {
  const first = rows.find(({ flow, segment }) => flow !== null && segment !== null)
  const own = rows.filter(({ flow, segment, decoded }) => segment && decoded.tcp && flow?.id === first?.flow?.id)
  const told = (program: string, ...names: string[]) =>
    calls.find((call) => call.program === program && names.includes(call.call))?.call
  const start = own[0]?.at ?? 0
  let handshake = 0
  return own.map((row): Arrow => {
    const { seq, ack, length, flags } = row.segment!
    const kind = flags.includes('SYN') ? 'syn' : flags.includes('FIN') ? 'fin' : length > 0 ? 'data' : 'ack'
    const way = row.fromClient ? 'out' : 'in'
    handshake += 1
    const numbers = [`seq ${seq}`, ...(ack === null ? [] : [`ack ${ack}`]), ...(length > 0 ? [`len ${length}`] : [])]
    const client =
      handshake === 1
        ? told('client', 'connect')
        : kind === 'data' && way === 'out'
          ? told('client', 'write', 'send', 'sendall')
          : kind === 'fin' && way === 'out'
            ? told('client', 'end', 'close', 'destroy')
            : undefined
    const server =
      handshake === 3
        ? told('server', 'accept')
        : kind === 'data' && way === 'out'
          ? told('server', 'read', 'recv')
          : kind === 'fin' && way === 'in'
            ? told('server', 'end', 'close', 'destroy')
            : undefined
    const payload = row.decoded.payload.subarray(0, BYTES)
    const bytes = length > 0 ? `${hex(payload)}${length > BYTES ? ' …' : ''}` : undefined
    return {
      ms: ((row.at - start) / 1_000).toFixed(3),
      kind,
      way,
      flags: flags.join(' '),
      numbers: kind === 'ack' ? numbers.slice(1).join(' ') : numbers.join(' '),
      ...(client && { client: { call: `${client}()` } }),
      ...(server && { server: { call: `${server}()` } }),
      ...(bytes && { bytes }),
    }
  })
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
