/** Where two texts of bytes differ first, shown. */
import { hexAround } from './hex.ts'
import { say } from './say.ts'

export function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.max(a.length, b.length)
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at
  return undefined
}

/** Two rows of hex under a sentence; both texts must differ somewhere. */
export function differenceText(received: Uint8Array, expected: Uint8Array): string {
  const at = firstDifference(received, expected) ?? 0
  return [
    say(
      `first difference at byte ${at} (0x${at.toString(16)}); expected ${expected.length} bytes, got ${received.length}`,
      `第一处不同在字节 ${at}（0x${at.toString(16)}）；应为 ${expected.length} 字节，实际 ${received.length} 字节`,
    ),
    `${say('expected', '应为')}  ${hexAround(expected, at)}`,
    `${say('     got', '实际')}  ${hexAround(received, at)}`,
  ].join('\n')
}
