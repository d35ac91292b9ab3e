/** Which of the site's languages a browser asks for (RFC 9110 §12.5.4). The first of `available` when it names none. */
export function preferredLocale(header: string | undefined, available: string[]): string {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((value) => value !== undefined)
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    const language = tag.split('-')[0]
    const match =
      available.find((locale) => locale === tag) ?? available.find((locale) => locale.split('-')[0] === language)
    if (match) return match
  }
  return available[0] ?? 'en'
}

/** Set by the page when a reader chooses a language (src/site/scripts/change-language.ts). */
const CHOICE = /(?:^|;\s*)wirebook-locale=([^;\s]+)/

/** The language that was chosen on a page, from a Cookie header (RFC 6265 §4.2.1); null where there is none of ours. */
export function chosenLocale(cookies: string | undefined, available: string[]): string | null {
  const chosen = CHOICE.exec(cookies ?? '')?.[1]
  return available.find((locale) => locale === chosen) ?? null
}
