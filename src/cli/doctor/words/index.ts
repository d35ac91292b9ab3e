/** What doctor says, in each language: its own words and those of the features. Loaded when doctor runs. */
import type { Locale } from '../../../course/schema.ts'
import { type FeatureWords, featureWords } from '../../../sidecar/sandbox/features/words/index.ts'
import type { DoctorWords } from './en.ts'

export type { DoctorWords, FeatureWords }
export type Diagnosis = { say: DoctorWords; features: FeatureWords }

export async function diagnosisIn(locale: Locale): Promise<Diagnosis> {
  const own = locale === 'zh-cn' ? import('./zh-cn.ts').then(({ zh }) => zh) : import('./en.ts').then(({ en }) => en)
  const [say, features] = await Promise.all([own, featureWords(locale)])
  return { say, features }
}
