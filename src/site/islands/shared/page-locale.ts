import type { Locale } from '../../../course/schema.ts'

/** The language of the page, for what is loaded where nobody hands it down. Browser only. */
export function pageLocale(): Locale {
  return document.documentElement.lang.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en'
}
