/** Looks at a lab's sockets, put together to what the table shows. Pure. */
import type { SocketRow } from '../../../../protocol/network.ts'

/** `gone`: it was there at an earlier look of this run and is not any more. */
export type ShownSocket = SocketRow & { host: string; key: string; gone: boolean }
export type HostSockets = { host: string; sockets: SocketRow[]; more: number }

/** Rows of sockets that are gone are kept up to so many. */
export const GONE_ROWS = 40

/**
 * The rows of a look, in its order. `keepGone`: what an earlier look showed and this one does not stays, marked: after
 * the end of a run its last state can still be read.
 */
export function shownSockets(hosts: readonly HostSockets[], earlier: readonly ShownSocket[], keepGone: boolean) {
  const seen = new Map<string, number>()
  const now = hosts.flatMap(({ host, sockets }) =>
    sockets.filter(isTold).map((socket): ShownSocket => {
      const plain = `${host} ${socket.protocol} ${socket.local} ${socket.remote}`
      const count = seen.get(plain) ?? 0
      seen.set(plain, count + 1)
      return { ...socket, host, key: count === 0 ? plain : `${plain} ${count}`, gone: false }
    }),
  )
  if (!keepGone) return now
  const present = new Set(now.map(({ key }) => key))
  const gone = earlier.filter(({ key }) => !present.has(key)).map((socket) => ({ ...socket, gone: true }))
  const all = [...now, ...gone.slice(-GONE_ROWS)]
  const order = hosts.map(({ host }) => host)
  return all.sort((a, b) => order.indexOf(a.host) - order.indexOf(b.host))
}

/** Unnamed pairs of unix sockets are how a runtime talks with itself. */
function isTold({ protocol, local, remote }: SocketRow): boolean {
  return protocol !== 'unix' || local !== '' || remote !== ''
}

/** Places of an accept queue as they are drawn: at most so many, then a number says the rest. */
export const PLACES = 8

export type Gauge = { filled: number; places: number; exact: boolean }

/** Connections that wait for accept(), out of those that may: one square each, or a share of PLACES for a long queue. */
export function gaugeOf(waiting: number, limit: number): Gauge {
  if (limit <= PLACES) return { filled: Math.min(waiting, limit), places: Math.max(1, limit), exact: true }
  const share = Math.min(1, waiting / limit)
  return { filled: waiting === 0 ? 0 : Math.max(1, Math.round(share * PLACES)), places: PLACES, exact: false }
}

/** What is left of a timer, ms, `elapsed` ms after it was read; null where there is none or it has run out. */
export function timerLeft({ timer }: SocketRow, elapsed: number): number | null {
  const left = timer === undefined ? 0 : timer.ms - elapsed
  return left > 0 ? left : null
}
