import type { Locale } from '../../../course/schema.ts'
import { en } from './words-en.ts'
import { zhCn } from './words-zh.ts'

export type WorkbenchWords = typeof en
export const workbenchWords: Record<Locale, WorkbenchWords> = { en, 'zh-cn': zhCn }
