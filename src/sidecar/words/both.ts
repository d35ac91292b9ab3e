/** What the sidecar says, in every language at once: for whoever serves readers of several. */
import type { Locale } from '../../course/schema.ts'
import { en, type SidecarWords } from './en.ts'
import { zh } from './zh-cn.ts'

export const SIDECAR_WORDS: Record<Locale, SidecarWords> = { en, 'zh-cn': zh }
