/** A moment in words, in a cohort's time zone, which is named: learners may sit elsewhere. */
export function whenText(at: number, timeZone: string, locale: 'en' | 'zh-cn'): string {
  return new Intl.DateTimeFormat(locale === 'zh-cn' ? 'zh-CN' : 'en-GB', {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(at)
}
