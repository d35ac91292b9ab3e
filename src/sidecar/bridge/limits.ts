/** Bounds of the bridge. One connection over its bound is refused or closed; the others never notice. */
import { MESSAGE_LIMITS } from '../../protocol/messages.ts'

export const BRIDGE_LIMITS = {
  connections: 64,
  /** Of one person. */
  connectionsOfPerson: 64,
  /**
   * The WebSocket layer closes at once (1009) on a message larger than this, bytes. It is above MESSAGE_LIMITS.bytes,
   * so that one a little too large is still told why it is refused.
   */
  payloadBytes: 4 * MESSAGE_LIMITS.bytes,
  /** A connection has to send `open` within this time, ms. */
  openWithinMs: 10_000,
  /** Messages kept while the session is being opened. */
  early: 64,
  /** Between two pings, ms. A connection that has not answered the last one by the next is gone. */
  pingEveryMs: 20_000,
  /** Bytes a connection may leave unread, beside what it was told on opening; then it is closed, and resumes when it can. */
  unreadBytes: 8 << 20,
  /** Time for the closing handshake, ms. */
  closeWithinMs: 1_000,
  /** Messages a second, sustained, and at once. */
  messagesPerSecond: 100,
  messagesAtOnce: 300,
  /** Refusals in a row after which a connection that keeps on is closed. */
  refusals: 500,
}
export type BridgeLimits = typeof BRIDGE_LIMITS

/** Close codes: those under 4000 from RFC 6455 §7.4.1, the others from its range for private use. */
export const CLOSE = {
  tooLarge: 1009,
  goingAway: 1001,
  ourFault: 1011,
  tooSlow: 4000,
  notOpen: 4001,
  tooMany: 4002,
  refused: 4003,
  signedOut: 4004,
} as const
