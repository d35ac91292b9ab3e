/**
 * What an entry of the inventory claims of a lesson's text, and whether it stands there. Pure.
 *
 * A proof is written as it is read: `lab tcp/close-3` (embedded; a lab of `programs/` may be named instead),
 * `exercise boundaries/send-all`, `RFC 9293 §3.5` or `RFC 896` (as in `<Rfc>`), a man page such as `raw(7)`, `PEP 8`,
 * or `once "words"`: the lesson says this in one place only.
 */
export const PROOF_FORM =
  /^(?:(?<kind>lab|exercise) (?<id>[a-z0-9/-]+)|RFC (?<rfc>\d+)(?: §(?<section>[0-9.]+))?|(?<man>[a-z0-9_]+\(\d\))|(?<pep>PEP \d+)|once "(?<once>[^"]+)")$/

/** `source`: the MDX file; `figures`: the texts of its figures. */
export type LessonText = { source: string; figures: string[] }

/** As a reader sees it, without emphasis and terms, quotes straight, in lower case. */
export function plain(text: string): string {
  return text
    .replace(/<\/?Term[^>]*>/g, '')
    .replace(/[*`]/g, '')
    .replace(/’/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .toLowerCase()
}

export function says({ source, figures }: LessonText, words: string): boolean {
  return [source, ...figures].some((text) => plain(text).includes(plain(words)))
}

/** False for a proof of unknown form, too. */
export function proves({ source }: LessonText, proof: string): boolean {
  const { kind, id, rfc, section, man, pep, once } = PROOF_FORM.exec(proof)?.groups ?? {}
  if (kind && id)
    return source.includes(`<${kind === 'lab' ? 'Lab' : 'Exercise'} id="${id}"`) || names(source, kind, id)
  if (rfc) return source.includes(`<Rfc n={${rfc}}${section ? ` s="${section}"` : ''} />`)
  if (once) return plain(source).split(plain(once)).length === 2
  const word = man ?? pep
  return word !== undefined && word.length > 0 && stands(source, word)
}

const names = (source: string, kind: string, id: string) =>
  kind === 'lab' && id.startsWith('programs/') && stands(source, id)

/** As a word of its own: `send(2)` does not stand in `append(2)`, nor `PEP 8` in `PEP 80`. */
function stands(source: string, word: string): boolean {
  for (let at = source.indexOf(word); at >= 0; at = source.indexOf(word, at + 1)) {
    const around = (source[at - 1] ?? ' ') + (source[at + word.length] ?? ' ')
    if (!/[\w-]/.test(around)) return true
  }
  return false
}
