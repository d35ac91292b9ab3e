/** Limits of gradings, in one table. An exercise may set `callMs` and `limits.wallSeconds`. */
import { BATCH_WALL_SECONDS, LIMITS, type Limits } from '../limits.ts'

export const GRADER_LIMITS = {
  /** One call of the learner's function, unless exercise.json says `callMs`. */
  callMs: 2_000,
  /** One test; its calls and waits have to end within. */
  testMs: 5_000,
  /** All tests of one grading together: then its processes are killed and what still waits fails. */
  wallMs: BATCH_WALL_SECONDS * 1_000,
  /** After the wall, how long a spec may take to notice; then its worker is ended, which is our error. */
  graceMs: 6_000,
  /** Starting one learner's process, before anything of the learner's is in it. */
  startMs: 10_000,
  /** Reading one submission (types stripped, syntax checked): processor time, after which the text is at fault. */
  stripMs: 5_000,
  /** The same by the clock, after which this machine is. */
  stripWallMs: 30_000,
  /** A text that takes longer than this keeps its stripper to itself; the others get a new one. */
  stripSlowMs: 1_000,
  /** How long a program may take to end by itself once nothing should keep it alive. */
  idleMs: 2_000,
  /** Kept of what a submission prints; shown in the verdict. */
  printedBytes: 16 << 10,
  /** A submission that printed more than this is stopped. */
  outputBytes: LIMITS.outputBytes,
  /** What one process may send on its channel in all. */
  channelBytes: 64 << 20,
  /** What a submission may send to one test over sockets; a connection it makes or a datagram counts as more. */
  takenBytes: 16 << 20,
  connectionBytes: 64 << 10,
  datagramBytes: 1 << 10,
  /** Kept of one test's message, characters. */
  messageText: 4_000,
  /** Submission, all files together. */
  submissionBytes: 1 << 20,
  /** Between the grader process and whoever asks: one request or verdict. */
  requestBytes: 16 << 20,
  /** Starting the grader process, with everything warm: two seconds, but others may want the processors too. */
  openMs: 60_000,
  /** Times that one grading is begun when the grader process dies under it, whoever it was that killed it. */
  begins: 4,
  /** Ending a grader process; then it is killed, and all it started dies with it. */
  closeMs: 800,
  /** How long a slot may take to be free again after its worker was ended; then it is replaced. */
  slotMs: 5_000,
  /** How long a killed process may take to be seen as ended. */
  endMs: 2_000,
}

/** Limits of a learner's process that answers a spec. Its wall clock is the grading's. */
export const SUBMISSION_LIMITS: Limits = { ...LIMITS, cpuSeconds: 20, packets: 0 }
