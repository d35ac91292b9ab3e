/** The promise of a learner's answer, which knows whether the spec looked at it. */

export class Answer<T> extends Promise<T> {
  /** Promises derived from it are ordinary ones. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise
  }
  what = ''
  observed = false
  /** Only its failure has to be looked at. */
  silent = false
  state: 'pending' | 'resolved' | 'rejected' = 'pending'
  error: unknown

  /** A rejection that nobody looks at is found when the test ends; it never becomes an unhandled one. */
  static of<T>(what: string, promise: Promise<T>): Answer<T> {
    const answer = new Answer<T>((resolve, reject) => {
      promise.then(resolve, reject)
    })
    answer.what = what
    promise.then(
      () => {
        answer.state = 'resolved'
      },
      (error) => {
        answer.state = 'rejected'
        answer.error = error
      },
    )
    Promise.prototype.then.call(answer, undefined, () => {})
    return answer
  }

  // biome-ignore lint/suspicious/noThenProperty: watching who awaits is this class's purpose.
  override then<A = T, B = never>(
    onResolved?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.observed = true
    return super.then(onResolved, onRejected)
  }
}
