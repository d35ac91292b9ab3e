export const QUEUE_LIMITS = {
  /** A worker not heard of for so long is taken for dead, and its jobs go to others, ms. */
  silentMs: 10_000,
  /** How often a worker says that it is alive. */
  heartbeatMs: 2_500,
  /** How often a free slot looks for a job that nobody told it of: another process's on SQLite, a lost NOTIFY. */
  pollMs: { sqlite: 200, postgres: 1_000 },
  /** Times a job is begun before its error is told; a worker killed under it counts. */
  tries: 4,
  /** Pause before the second try, doubled for each further one. On PostgreSQL graphile-worker has its own: e, e² … s. */
  retryMs: 2_000,
  /** Pause before graphile-worker is started again after PostgreSQL went away. */
  restartMs: 500,
  /** How long it may take to be told of its end. */
  stopMs: 10_000,
  /** How long a dead worker's row is kept: it says how long gradings took. */
  forgetMs: 24 * 3_600_000,
}
export type QueueLimits = typeof QUEUE_LIMITS
