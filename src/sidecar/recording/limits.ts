/** Bounds of recordings: they are shipped with the course and loaded by pages. */
export const RECORDING_LIMITS = {
  /** Captured bytes of one run kept whole; above it frames are cut to the longest snap length that fits. */
  frameBytes: 48 << 10,
  /** Tried in this order. The last is taken even when it does not fit: the longest headers and a few words. */
  snapLengths: [1_514, 512, 256, 128, 96],
  /** Neighbouring events of one kind that came within this time are told as one, µs; as a session batches them. */
  batchMicros: 16_000,
  /** Runs made of each setting; the one most like the others is kept. */
  takes: 3,
  /** Runs of a lab that may differ from its recording before `--verify` calls it different. */
  attempts: 5,
  /** A recording, compressed, bytes. */
  gzipBytes: 256 << 10,
  /** Lines of one program's output that are compared. */
  lines: 2_000,
}
