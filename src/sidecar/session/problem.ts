/** A failure of ours in words for the page: its stable code where it has one. */
export function problemOf(error: unknown): { code: string; message: string } {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const known = typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code)
  return { code: known ? code : 'UNEXPECTED', message: typeof message === 'string' ? message : String(error) }
}
