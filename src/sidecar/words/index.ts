/** What the sidecar says, in each language. English is at hand, as errors carry it; others are loaded when asked for. */
import type { Locale } from '../../course/schema.ts'
import { inWords, type Sentence } from '../../protocol/sentence.ts'
import { en, type SidecarWords } from './en.ts'

export type { SidecarWords }
export type SidecarSentence = Sentence<SidecarWords>
export { en }

export async function sidecarWords(locale: Locale): Promise<SidecarWords> {
  return locale === 'zh-cn' ? (await import('./zh-cn.ts')).zh : en
}

/** One sentence, or several one after another. */
export function told(words: SidecarWords, ...sentences: readonly SidecarSentence[]): string {
  return sentences.map((sentence) => inWords(words, sentence)).join(words.gap())
}

/** An error of the sidecar that can be told in every language; its message is English. */
export type Told = { readonly told: SidecarSentence | null }

/** What an error says, in these words: its own sentence where it has one. */
export function toldOf(error: unknown): SidecarSentence {
  const { told: sentence, code, message } = error as Partial<Told> & { code?: unknown; message?: unknown }
  if (sentence) return sentence
  const text = typeof message === 'string' ? message : String(error)
  return ['raw', text.startsWith(`${code}: `) ? text.slice(`${code}: `.length) : text]
}

/** `CODE: what happened`, in these words. */
export function withCode(error: unknown, words: SidecarWords): string {
  const { code } = error as { code?: unknown }
  const text = told(words, toldOf(error))
  return typeof code === 'string' ? `${code}: ${text}` : text
}

/** Why a tier is not full, in these words. */
export function reasonOf(
  { reason, because = [] }: { reason: string | null; because?: readonly SidecarSentence[] },
  words: SidecarWords,
): string {
  return because.length > 0 ? told(words, ...because) : (reason ?? '')
}
