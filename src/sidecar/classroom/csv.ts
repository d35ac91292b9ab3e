/** Tables for spreadsheets. */
import { stringify } from 'csv-stringify/sync'

/** A spreadsheet takes a cell that begins like this for a formula, in the widths of both scripts (OWASP, CSV Injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

/**
 * UTF-8 with a byte order mark, without which Excel takes it for another encoding; lines end with CR LF (RFC 4180 §2).
 * A text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.
 */
export function csvOf(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([head.map(inert), ...rows.map((row) => row.map(inert))], {
    bom: true,
    record_delimiter: '\r\n',
    quoted_match: /[\r\n]/,
  })
}

function inert(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return FORMULA.test(value) ? `'${value}` : value
}
