/** Who may read the metrics. They name nobody, but they tell how a school works: not for everybody. Pure. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../../http/host.ts'
import type { Proxies } from '../http/address.ts'

export type Scrapers = {
  /** Addresses or networks, beside loopback. */
  named: Proxies
  /** Null: no token opens it. */
  token: string | null
}

/** Headers by which a proxy says that it hands on what somebody else asked. */
const HANDED_ON = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']

/**
 * With the token, from wherever it comes. Otherwise by the peer's own address: loopback or named, and asking for itself;
 * a proxy on this machine is on loopback as well.
 */
export function mayScrape(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  scrapers: Scrapers,
): boolean {
  const given = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1]
  if (given !== undefined) return scrapers.token !== null && same(given, scrapers.token)
  if (HANDED_ON.some((name) => headers[name] !== undefined)) return false
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/i, '')
  return isLoopback(peer) || scrapers.named.includes(peer)
}

function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
