/** An entry's call in as few signs as will do, for the cheat sheet. */
import { nameOf } from '../../../course/reference.ts'
import type { ReferenceEntry } from '../../../course/reference-schema.ts'

/** Without what it is assigned to and without defaults: `socket(family, type, protocol)`. */
export function shortCall(entry: ReferenceEntry): string {
  const [first = nameOf(entry)] = (entry.ours ?? nameOf(entry)).split('\n')
  return first.replace(/^(?:const|using) [^=]+ = /, '').replace(/ = [\w.]+/g, '')
}
