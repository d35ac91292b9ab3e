/** Days as a reader of that language writes them. */
import type { Locale } from '../../../course/schema.ts'

/** `at` is ISO 8601; the day is that of the reader's own clock. */
export function dateText(at: string, locale: Locale): string {
  const language = locale === 'zh-cn' ? 'zh-CN' : 'en-GB'
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(at))
}
