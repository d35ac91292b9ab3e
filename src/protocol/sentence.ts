/**
 * A sentence before it is in a language: its id in a catalogue, and the values it tells. Data alone, so that it can be
 * thrown, kept and sent to another process, and is put into words where somebody's language is known.
 */

/** One function a sentence. The catalogues of all languages have the same ids; values are what JSON can hold. */
export type Catalogue = Record<string, (...values: never[]) => string>

export type Sentence<Words extends Catalogue> = {
  [Id in keyof Words]: [id: Id, ...values: Parameters<Words[Id]>]
}[keyof Words]

export function inWords<Words extends Catalogue>(words: Words, [id, ...values]: Sentence<Words>): string {
  const word = words[id] as unknown as (...values: readonly unknown[]) => string
  return word(...values)
}
