/** The ways in which `wirebook grade` writes a verdict (docs/grading.md). Each is a pure function to text. */
import { pretty } from '../pretty.ts'
import { exercism } from './exercism.ts'
import { github } from './github.ts'
import { gradescope } from './gradescope.ts'
import { junit } from './junit.ts'
import type { Format } from './types.ts'

export type { Format, FormatContext } from './types.ts'

export const FORMATS = {
  pretty: (verdict, { locale, colour = false }) => pretty(verdict, locale, { colour }),
  json: (verdict) => `${JSON.stringify(verdict, null, 2)}\n`,
  junit,
  gradescope,
  exercism,
  github,
} satisfies Record<string, Format>

export type FormatName = keyof typeof FORMATS

export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[]
