/** The RFCs a lesson links to, numbered as footnotes for paper. Pure. */

export type Source = { name: string; href: string }

/** Each section once, in the order of the text. `body` is MDX. */
export function sourcesIn(body: string): Source[] {
  const found = new Map<string, Source>()
  for (const [tag] of body.matchAll(/<Rfc\b[^>]*>/g)) {
    const n = /\bn=\{(\d+)\}/.exec(tag)?.[1]
    if (n === undefined) continue
    const source = sourceOf(Number(n), /\bs="([^"]+)"/.exec(tag)?.[1])
    found.set(source.href, source)
  }
  return [...found.values()]
}

/** The name and address of an RFC, or of one of its sections. */
export function sourceOf(n: number, s?: string): Source {
  return {
    name: s === undefined ? `RFC ${n}` : `RFC ${n} §${s}`,
    href: `https://www.rfc-editor.org/rfc/rfc${n}.html${s === undefined ? '' : `#section-${s}`}`,
  }
}
