/** Words of the islands in every language of the course. Calls, flags and states stay English everywhere. */
import type { Locale } from '../../course/schema.ts'
import { en, type Words } from './words-en.ts'
import { zh } from './words-zh.ts'

export type { Words }

export function words(locale: Locale): Words {
  return locale === 'zh-cn' ? zh : en
}
