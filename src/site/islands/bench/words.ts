import type { Locale } from '../../../course/schema.ts'
import type { Words } from '../i18n.ts'
import { en } from './words-en.ts'
import { zh } from './words-zh.ts'

/** Words of all islands and those of the panes that show a run. */
export type BenchWords = Words & typeof en

export function benchWords(words: Words, locale: Locale): BenchWords {
  return { ...words, ...(locale === 'zh-cn' ? zh : en) }
}
