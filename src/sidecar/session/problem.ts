import type { Told } from '../words/index.ts'
import type { Problem } from './state.ts'

/** A failure of ours for the page: its stable code where it has one, and its sentence, which each reader gets in words. */
export function problemOf(error: unknown): Pick<Problem, 'code' | 'message' | 'told'> {
  const { code, message, told } = error as { code?: unknown; message?: unknown } & Partial<Told>
  const known = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)
  const text = typeof message === 'string' ? message : String(error)
  return { code: known ? code : 'UNEXPECTED', message: text, ...(told ? { told } : {}) }
}
