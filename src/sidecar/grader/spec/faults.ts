/** The two ways a test ends badly that are not a wrong answer. */

export type GoneCode =
  /** It ended: crashed, was killed by a limit, or called process.exit. */
  | 'LEARNER_EXITED'
  /** No answer in time. */
  | 'LEARNER_LATE'
  /** Bytes on the channel that are no answer. */
  | 'LEARNER_MALFORMED'
  /** It threw, hung or ended while being imported. */
  | 'LEARNER_LOAD'
  /** No such function, class or method. */
  | 'LEARNER_MISSING'
  /** Once asked to finish, something kept its process alive. */
  | 'LEARNER_NOT_IDLE'
  /** It sent more to the spec, or connected more often, than any test looks at. */
  | 'LEARNER_FLOODS'
  /** The test took too long as a whole, or the grading did. */
  | 'LEARNER_WALL'
  /** The test was not run: the program no longer answers, or the grading's time was over. */
  | 'LEARNER_NOT_RUN'

/** The learner's program broke the rules or is gone. Fails its test, whatever the spec expected. */
export class LearnerGone extends Error {
  override name = 'LearnerGone'
  readonly code: GoneCode
  /** Ours, so that a verdict tells it from an error whose name a learner chose. */
  readonly wirebook = 'gone'
  constructor(code: GoneCode, message: string) {
    super(message)
    this.code = code
  }
}

/** A mistake of the spec or its driver: an `error`, never the learner's result. */
export class SpecFault extends Error {
  override name = 'SpecFault'
  readonly wirebook = 'fault'
}

/** A wait of the spec for something on the network or in the output that did not come. A failed test. */
export class NotSeen extends Error {
  override name = 'NotSeen'
  readonly wirebook = 'not-seen'
  /** The time was up. Otherwise something else had come, or it was certain that nothing would. */
  readonly late: boolean
  constructor(message: string, { late = false }: { late?: boolean } = {}) {
    super(message)
    this.late = late
  }
}
