/** The command line's words in one language. Only the catalogues of that language are loaded, and help apart from the rest. */
import type { Locale } from '../../course/schema.ts'
import type { FaultWords } from '../../protocol/fault-words.ts'
import type { Sentence } from '../../protocol/sentence.ts'
import type { SidecarWords } from '../../sidecar/words/index.ts'
import type { Words } from './en.ts'
import type { HelpWords } from './help/en.ts'

export type { HelpWords, Words }
export type CliSentence = Sentence<Words>

/** What a command speaks with: its own words, and those of what lies below it. */
export type Voice = { locale: Locale; words: Words; below: SidecarWords }

export async function voiceOf(locale: Locale): Promise<Voice> {
  const [words, below] = await Promise.all([wordsOf(locale), belowOf(locale)])
  return { locale, words, below }
}

export async function helpOf(locale: Locale): Promise<HelpWords> {
  return locale === 'zh-cn' ? (await import('./help/zh-cn.ts')).zh : (await import('./help/en.ts')).en
}

export async function faultWordsOf(locale: Locale): Promise<FaultWords> {
  if (locale === 'zh-cn') return (await import('./faults-zh.ts')).zh
  return (await import('../../protocol/fault-words.ts')).FAULT_WORDS
}

async function wordsOf(locale: Locale): Promise<Words> {
  return locale === 'zh-cn' ? (await import('./zh-cn.ts')).zh : (await import('./en.ts')).en
}

async function belowOf(locale: Locale): Promise<SidecarWords> {
  return (await import('../../sidecar/words/index.ts')).sidecarWords(locale)
}
