/** What became of the datagrams of a run, counted and told. */
import type { Datagram } from '../../../../../trace/datagrams.ts'
import type { DatagramWords } from './words.ts'

export type Fates = {
  sent: number
  /** Seen whole on a link and not lost there; those that no link showed count when somebody received them. */
  arrived: number
  /** Taken by a program at least once. */
  received: number
  lost: number
  /** Arrived where programs told of what they received, and not taken. */
  unread: number
  /** Taken in part. */
  cut: number
  /** Taken more often than once by one program. */
  twice: number
}

export function fatesOf(datagrams: readonly Datagram[]): Fates {
  const told = datagrams.some(({ sent, received }) => sent !== null || received.length > 0)
  const arrived = datagrams.filter(hasArrived)
  const count = (holds: (datagram: Datagram) => boolean) => datagrams.filter(holds).length
  return {
    sent: datagrams.length,
    arrived: arrived.length,
    received: count(({ received }) => received.length > 0),
    lost: count(isLost),
    unread: told ? arrived.filter(({ received }) => received.length === 0).length : 0,
    cut: count(isCut),
    twice: count(({ received }) => new Set(received.map(({ program }) => program)).size < received.length),
  }
}

/** A link took it away, and no copy of it came through. */
export function isLost({ lost, received }: Datagram): boolean {
  return lost && received.length === 0
}

/** Somebody received fewer bytes than were sent. */
export function isCut({ size, received }: Datagram): boolean {
  return received.some(({ from = 0, to = 0 }) => to - from < size)
}

export function summaryOf(fates: Fates, words: DatagramWords): string {
  return words.summary(fates.sent, fates.arrived, fates.received)
}

export function storyOf(
  { sent, received, lost, unread, cut, twice }: Fates,
  words: DatagramWords,
  space: string,
): string {
  const parts = [
    lost > 0 && words.lost(lost),
    unread > 0 && words.unread(unread),
    cut > 0 && words.cut(cut),
    twice > 0 && words.twice(twice),
  ].filter((part) => part !== false)
  if (parts.length === 0 && sent > 1 && received === sent) return words.whole
  return parts.join(space)
}

function hasArrived(datagram: Datagram): boolean {
  return datagram.received.length > 0 || (datagram.packets.length > 0 && !datagram.lost)
}
