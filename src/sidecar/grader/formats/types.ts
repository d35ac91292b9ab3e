/** What a format is given beside the verdict. */
import type { Locale, Verdict } from '../types.ts'

export type FormatContext = {
  locale: Locale
  /** Only `pretty` has any. */
  colour?: boolean
  /** The exercise's title in the reader's language. */
  title: string
  /** Where the files of the submission lie, seen from the repository: file of the exercise -> path. */
  paths?: Record<string, string>
  /** The spec's text; the code of a visible test is shown from it. */
  spec?: string
}

export type Format = (verdict: Verdict, context: FormatContext) => string
