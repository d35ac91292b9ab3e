/** What goes wrong between a format, its values and its bytes. */

/**
 * - `FORMAT` the format itself: an unknown letter, a count without a letter
 * - `COUNT` more or fewer values than the format takes
 * - `TYPE` a value of the wrong kind
 * - `RANGE` a value that does not fit
 * - `SIZE` a buffer of the wrong length, or an offset outside it
 */
export type StructErrorCode = 'FORMAT' | 'COUNT' | 'TYPE' | 'RANGE' | 'SIZE'

export type StructErrorDetails = {
  format?: string
  /** The format's letter that is meant, and where in the format it stands, from 0. */
  letter?: string
  position?: number
  /** Which value, from 0, and the value itself. */
  index?: number
  value?: unknown
  /** What would have fitted, both ends included. */
  range?: readonly [min: number | bigint, max: number | bigint]
}

/** Python's `struct.error`: the same cases, and an `OverflowError` of a float as well. */
export class StructError extends Error {
  override name = 'StructError'
  readonly code: StructErrorCode
  readonly format?: string
  readonly letter?: string
  readonly position?: number
  readonly index?: number
  readonly value?: unknown
  readonly range?: readonly [min: number | bigint, max: number | bigint]

  constructor(code: StructErrorCode, message: string, details: StructErrorDetails = {}) {
    super(message)
    this.code = code
    Object.assign(this, details)
  }
}
