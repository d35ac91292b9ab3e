/** Contrast of the tokens, computed from tokens.css by WCAG 2.2 (relative luminance, 1.4.3 and 1.4.11), both themes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const CSS = readFileSync(join(import.meta.dirname, '../../src/site/styles/tokens.css'), 'utf8')
/** `--name: light-dark(#light, #dark)` */
const TOKENS = new Map(
  [...CSS.matchAll(/--([\w-]+):\s*light-dark\(\s*(#[\da-f]{3,6})\s*,\s*(#[\da-f]{3,6})\s*\)/gi)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)
const THEMES = ['light', 'dark'] as const
const GROUNDS = ['page', 'surface', 'sunken', 'hover']
const TEXT = ['ink', 'ink2', 'ink3', 'pass', 'fail', 'warn', 'c-str', 'c-num', 'c-typ']
/** What must be seen and is not read: borders of controls, the ring of the focus, lines of packets. */
const SHAPES = ['edge', 'focus']
const PACKETS = ['syn', 'data', 'ack', 'fin', 'rst', 'rtx', 'udp', 'ctl']

describe.each(THEMES)('in the %s theme', (theme) => {
  it.each(TEXT)('%s is read on every ground: 4.5 to 1', (name) => {
    for (const ground of GROUNDS) expect(ratio(name, ground, theme), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })

  it.each(SHAPES)('%s is seen on every ground: 3 to 1', (name) => {
    for (const ground of GROUNDS) expect(ratio(name, ground, theme), `${name} on ${ground}`).toBeGreaterThanOrEqual(3)
  })

  it.each(PACKETS)('a packet of the colour %s is seen on page, surface and sunken, and its letter read', (name) => {
    for (const ground of ['page', 'surface', 'sunken'])
      expect(ratio(name, ground, theme), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })

  it.each([1, 2, 3, 4, 5, 6])('ink and the strong colour are read on the fill of byte colour %i', (n) => {
    expect(ratio('ink', `w${n}f`, theme)).toBeGreaterThanOrEqual(7)
    expect(ratio(`w${n}`, `w${n}f`, theme)).toBeGreaterThanOrEqual(4.5)
  })
})

function ratio(one: string, other: string, theme: (typeof THEMES)[number]): number {
  const [a, b] = [luminance(colour(one, theme)), luminance(colour(other, theme))]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function colour(name: string, theme: (typeof THEMES)[number]): string {
  const found = TOKENS.get(name)?.[theme]
  if (found === undefined) throw new Error(`tokens.css has no colour --${name}`)
  return found
}

/** `#rrggbb` or `#rgb`. */
function luminance(hex: string): number {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1)
  const [r = 0, g = 0, b = 0] = [0, 2, 4]
    .map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
