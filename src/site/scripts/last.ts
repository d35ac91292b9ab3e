/** Where the reader was last, as this browser remembers it. */
import { read } from './stored.ts'

/** `cell`: id of the place on that page, null at its head. */
export type LastPlace = { lesson: string; href: string; at: string; cell?: string | null }

export const LAST = 'wirebook.last'

export function readLast(): LastPlace | null {
  const value = read(LAST) as Partial<LastPlace> | null
  return typeof value?.lesson === 'string' && typeof value.href === 'string' && typeof value.at === 'string'
    ? (value as LastPlace)
    : null
}
