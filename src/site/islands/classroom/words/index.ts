import type { Locale } from '../../../../course/schema.ts'
import { en } from './en.ts'
import { zhCn } from './zh-cn.ts'

export type ClassWords = typeof en
export const classWords: Record<Locale, ClassWords> = { en, 'zh-cn': zhCn }
