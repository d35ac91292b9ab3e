/** What doctor says of the features that labs need, in each language; one that is not English is loaded when asked for. */
import type { Locale } from '../../../../course/schema.ts'
import type { Sentence } from '../../../../protocol/sentence.ts'
import { en, type FeatureWords } from './en.ts'

export { en, type FeatureWords }
export type FeatureSentence = Sentence<FeatureWords>

export async function featureWords(locale: Locale): Promise<FeatureWords> {
  return locale === 'zh-cn' ? (await import('./zh-cn.ts')).zh : en
}
