import type { Locale } from '../../../course/schema.ts'

/** Picks a panel's words; each panel carries only its own, in both languages. */
export function wordsOf<W>(words: Record<Locale, W>, locale: Locale): W {
  return words[locale]
}

/** Byte colours repeat after six. */
export function byteClass(at: number): string {
  return `by w${(at % 6) + 1}`
}

export function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
