/** Bounds of the language server and of who talks to it. */
import { MESSAGE_LIMITS } from '../../protocol/messages.ts'
import { LIMITS, type Limits } from '../limits.ts'

export const LANGUAGE_LIMITS = {
  /** Pages at once, and of one person. A class has more (classroom/home.ts); the process behind them is the same one. */
  connections: 64,
  connectionsOfPerson: 64,
  /** Time for the closing handshake of one who has signed out, ms. */
  closeWithinMs: 1_000,
  /** The WebSocket layer closes at once (1009) on a message larger than this, bytes. */
  payloadBytes: MESSAGE_LIMITS.bytes,
  /** Messages a second of one page, sustained, and at once. One over it is let go; a text left out would be wrong. */
  messagesPerSecond: 200,
  messagesAtOnce: 600,
  /** Refusals in a row after which a page that keeps on is let go. */
  refusals: 200,
  /** Bytes of answers that a page may leave unread; then it is let go, and comes again when it can. */
  unreadBytes: 8 << 20,
  /** Between two pings, ms. */
  pingEveryMs: 20_000,
  /** Go's soft limit of its heap (GOMEMLIMIT): it collects garbage more often rather than grow. */
  memory: '96MiB',
  /** Threads of Go that run at once (GOMAXPROCS): labs need the processor as well. */
  processors: 2,
  /** Resident memory at which it is ended and started again, MiB. */
  memoryMiB: 512,
  /** How often its memory is looked at, ms. */
  watchMs: 1_000,
  /** An answer that takes longer counts as never coming: it is ended and started again, ms. */
  answerMs: 15_000,
  /** Time for it to be there: its declarations are built first, ms. */
  startMs: 30_000,
  /** Waits before it is started again after an end of its own, ms; the last one repeats. */
  restartMs: [100, 500, 2_000, 10_000, 30_000],
  /** After this long without an end the waits begin anew, ms. */
  steadyMs: 60_000,
  /** Without any page, and with pages that say nothing, it is stopped after these times, ms. */
  abandonedMs: 30_000,
  idleMs: 300_000,
  /** Items of one completion that a page is told. */
  completions: 1_000,
}
export type LanguageLimits = typeof LANGUAGE_LIMITS

/** Limits of the contained process. Its processor time adds up over hours. */
export const CONTAINED_LIMITS: Limits = {
  ...LIMITS,
  processes: 64,
  descriptors: 512,
  dataMiB: 2_048,
  fileMiB: 1,
  cpuSeconds: 100_000,
}
