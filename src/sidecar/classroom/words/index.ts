/** What a classroom says to people, in each language: a file for each part of it, with both languages side by side. */
import type { Sentence } from '../../../protocol/sentence.ts'
import { assignments } from './assignments.ts'
import { cohorts } from './cohorts.ts'
import { http } from './http.ts'
import { lti } from './lti.ts'
import { network } from './network.ts'
import { oidc } from './oidc.ts'
import { passkeys } from './passkeys.ts'
import { people } from './people.ts'
import { roster } from './roster.ts'
import { submissions } from './submissions.ts'
import { view } from './view.ts'

export const CLASSROOM_WORDS = {
  en: {
    ...assignments.en,
    ...http.en,
    ...people.en,
    ...cohorts.en,
    ...submissions.en,
    ...view.en,
    ...roster.en,
    ...passkeys.en,
    ...oidc.en,
    ...lti.en,
    ...network.en,
  },
  'zh-cn': {
    ...assignments.zh,
    ...http.zh,
    ...people.zh,
    ...cohorts.zh,
    ...submissions.zh,
    ...view.zh,
    ...roster.zh,
    ...passkeys.zh,
    ...oidc.zh,
    ...lti.zh,
    ...network.zh,
  },
}
export type ClassroomWords = (typeof CLASSROOM_WORDS)['en']
/** One that is put into words where its reader's language is known. */
export type ClassroomSentence = Sentence<ClassroomWords>
CLASSROOM_WORDS['zh-cn'] satisfies ClassroomWords

export function wordsFor(locale: 'en' | 'zh-cn'): ClassroomWords {
  return CLASSROOM_WORDS[locale]
}
