/** Bounds of one session, so that no run and no reader can make it grow without end. */
export const SESSION_LIMITS = {
  /** Life after the last connection, ms. */
  lingerMs: 60_000,
  /** Events kept for connections that come back, and their weight in bytes. */
  bufferEvents: 10_000,
  bufferBytes: 8 << 20,
  /** Weight of one run's events in bytes. Beyond it output is cut and packets are counted as lost. */
  runBytes: 8 << 20,
  /** Labs whose latest run is kept for new connections; the one run longest ago goes first. */
  keptRuns: 6,
  /** What runs tell is gathered this long before it is sent on, ms; so many batches after a silence go at once. */
  batchMs: 16,
  batchesAtOnce: 8,
  /** Or until it weighs this much, bytes: what pours out is not kept waiting, and an event stays under the largest message. */
  batchBytes: 64 << 10,
  /** Programs' output in one event, UTF-16 units. */
  outputUnits: 128 << 10,
  /** Networks held open for labs that are not running (each with its warm processes). */
  idleNetworks: 3,
  /** Labs that run at the same time. */
  runningLabs: 8,
  /** Gradings at the same time. */
  gradings: 2,
  /** Versions given by `history`, and their size together in UTF-16 units. */
  historyVersions: 100,
  historyUnits: 900_000,
  /** Attempts of each exercise told to a new connection. */
  attempts: 20,
  /** Sessions of this process; those without a connection make room first. */
  sessions: 32,
  /** Of one person: lessons open, and labs running in all of them. */
  sessionsOfPerson: 32,
  labsOfPerson: 64,
  /** Messages that wait for the store, and their texts together in UTF-16 units. */
  waitingMessages: 256,
  waitingUnits: 4 << 20,
}
