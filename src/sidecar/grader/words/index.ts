/** The catalogue of messages: one file a language, the same ids in each. */
import type { Locale } from '../types.ts'
import { en, type Words } from './en.ts'
import { zh } from './zh-cn.ts'

export type { Words }

export function words(locale: Locale): Words {
  return locale === 'zh-cn' ? zh : en
}
