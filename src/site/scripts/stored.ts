/** What this browser remembers of the reader. Storage may be refused or hold anything: reading never throws. */

export type Progress = Record<string, 'passed' | 'tried'>

export const PROGRESS = 'wirebook.progress'

export function readProgress(): Progress {
  const value = read(PROGRESS)
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, state]) => state === 'passed' || state === 'tried'))
}

export function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}

export function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {} // a full or refused storage costs the memory, never the page
}
