/** Where two texts of bytes differ first, shown; and read again from that text, for verdicts that tell it apart. */
import { words } from '../words/index.ts'
import { hexAround } from './hex.ts'
import { told } from './say.ts'

export type Difference = { at: number; expected: string; actual: string }

/**
 * Beside the message of a comparison whose bytes have a format (`fields` of exercise.json): its name, and both texts from
 * their beginning, as base64.
 */
export type BytesMeta = { as: string; at: number; expected: string; actual: string }

export function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.max(a.length, b.length)
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at
  return undefined
}

/** Two rows of hex under a sentence; both texts must differ somewhere. */
export function differenceText(received: Uint8Array, expected: Uint8Array): string {
  const at = firstDifference(received, expected) ?? 0
  const [wanted, got] = [told().expected(), told().got()]
  const width = Math.max(wanted.length, got.length)
  return [
    told().bytesDiffer(at, expected.length, received.length),
    `${wanted.padStart(width)}  ${hexAround(expected, at)}`,
    `${got.padStart(width)}  ${hexAround(received, at)}`,
  ].join('\n')
}

const LABELS = [words('en'), words('zh-cn')].map((each) => [each.expected(), each.got()] as const)
/** The offset is the last hexadecimal number of its line: what a spec said before it may hold others. */
const ROWS = LABELS.map(
  ([wanted, got]) => new RegExp(`0x([0-9a-f]+)[)）](?!.*0x)[^\\n]*\\n *${wanted} {2}([^\\n]+)\\n *${got} {2}([^\\n]+)`),
)

/** What `differenceText` put into a message. */
export function differenceIn(message: string): Difference | undefined {
  for (const rows of ROWS) {
    const [found, at, expected = '', actual = ''] = rows.exec(message) ?? []
    if (found !== undefined) return { at: Number.parseInt(at ?? '', 16), expected, actual }
  }
  return undefined
}
