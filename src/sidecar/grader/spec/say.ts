/** The language of the grading that runs in this thread. */
import type { Locale } from '../types.ts'
import { type Words, words } from '../words/index.ts'

let locale: Locale = 'en'

export function speak(language: Locale): void {
  locale = language
}

/** The text in the reader's language. */
export function say(en: string, zh: string): string {
  return locale === 'zh-cn' ? zh : en
}

/** The catalogue's sentences in the reader's language. */
export function told(): Words {
  return words(locale)
}
