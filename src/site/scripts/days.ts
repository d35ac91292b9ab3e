/** When lessons were read and exercises tried and passed, as this browser remembers it. ISO 8601. */
import { read } from './stored.ts'

export type Days = {
  lessons: Record<string, { first: string; last: string }>
  exercises: Record<string, { tried?: string; passed?: string }>
}

export const DAYS = 'wirebook.days'

/** What is there of it, and nothing that is no date. */
export function readDays(): Days {
  const { lessons, exercises } = (read(DAYS) ?? {}) as Partial<Record<keyof Days, unknown>>
  return {
    lessons: kept(lessons, ['first', 'last'], ['first', 'last']),
    exercises: kept(exercises, ['tried', 'passed'], []),
  }
}

function kept<T>(value: unknown, names: readonly string[], needed: readonly string[]): Record<string, T> {
  if (typeof value !== 'object' || value === null) return {}
  const entries = Object.entries(value).flatMap(([id, dates]) => {
    if (typeof dates !== 'object' || dates === null) return []
    const good = Object.entries(dates).filter(
      ([name, date]) => names.includes(name) && typeof date === 'string' && !Number.isNaN(Date.parse(date)),
    )
    const found = Object.fromEntries(good)
    return good.length > 0 && needed.every((name) => name in found) ? [[id, found as T] as const] : []
  })
  return Object.fromEntries(entries)
}
