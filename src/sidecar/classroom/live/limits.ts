export const BUS_LIMITS = {
  /** SQLite: how often another process's events are looked for, ms. One's own are heard at once. */
  pollMs: 200,
  /** PostgreSQL: the same for a NOTIFY that went astray. */
  lostNotifyMs: 5_000,
  /** Pause before a lost connection for LISTEN is made again; doubled each time in vain, ms. */
  reconnectMs: 100,
  reconnectAtMostMs: 5_000,
  /** Events read at once. */
  batch: 500,
  /** How long an event can be read again by who was away, ms. */
  keepMs: 24 * 3_600_000,
  pruneEveryMs: 600_000,
}
export type BusLimits = typeof BUS_LIMITS
