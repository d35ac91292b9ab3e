/** A curve as an SVG of its own: both axes logarithmic, legible on a light and on a dark page, its text for who cannot see it. */
import { type Curve, lastSlope, type Point, slope } from './curve.ts'

const WIDTH = 640
const HEIGHT = 320
const PLOT = { left: 78, right: 20, top: 44, bottom: 46 }

/** Colours of their own in each theme; a page that embeds it as an image gives it the reader's preference. */
export const STYLE = `
  svg { color-scheme: light dark }
  .back { fill: #ffffff } .text { fill: #1c2430 } .soft { fill: #4d5866 } .grid { stroke: #d5dae1 } .axis { stroke: #4d5866 }
  .line { stroke: #0b57a4 } .dot { fill: #0b57a4 } .linear { stroke: #8a6d1f }
  @media (prefers-color-scheme: dark) {
    .back { fill: #14181f } .text { fill: #e8ecf1 } .soft { fill: #a9b4c0 } .grid { stroke: #2f3742 } .axis { stroke: #a9b4c0 }
    .line { stroke: #7ab8ff } .dot { fill: #7ab8ff } .linear { stroke: #d9b95c }
  }
  text { font: 12px system-ui, sans-serif } .title { font-size: 14px; font-weight: 600 }`

export function svgOf({ title, x, y, points }: Curve): string {
  const shown = points.filter((point) => point.x > 0 && point.y > 0).toSorted((a, b) => a.x - b.x)
  const across = scale(
    shown.map((point) => point.x),
    PLOT.left,
    WIDTH - PLOT.right,
    decadesOrValues,
  )
  const up = scale(
    shown.map((point) => point.y),
    HEIGHT - PLOT.bottom,
    PLOT.top,
    decades,
  )
  const place = (point: Point) => `${round(across.at(point.x))},${round(up.at(point.y))}`
  const alt = `${title}. ${shown.map((point) => `${label(point.x)}: ${label(point.y)}`).join('; ')}. ${y} by ${x}; slope ${slopeText(shown)}.`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(alt)}</desc>
<style>${STYLE}</style>
<rect class="back" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
<text class="text title" x="${PLOT.left}" y="20">${escaped(title)}</text>
<text class="soft" x="${PLOT.left}" y="36">${escaped(y)} · slope ${slopeText(shown)}; dashed: growth with the size</text>
${up.ticks.map((tick) => `<line class="grid" x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${round(up.at(tick))}" y2="${round(up.at(tick))}"/><text class="soft" x="${PLOT.left - 8}" y="${round(up.at(tick)) + 4}" text-anchor="end">${label(tick)}</text>`).join('\n')}
${across.ticks.map((tick) => `<text class="soft" x="${round(across.at(tick))}" y="${HEIGHT - PLOT.bottom + 18}" text-anchor="middle">${label(tick)}</text>`).join('\n')}
<line class="axis" x1="${PLOT.left}" x2="${WIDTH - PLOT.right}" y1="${HEIGHT - PLOT.bottom}" y2="${HEIGHT - PLOT.bottom}"/>
<text class="soft" x="${(PLOT.left + WIDTH - PLOT.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(x)}</text>
${linear(shown, across, up)}
<polyline class="line" fill="none" stroke-width="2" points="${shown.map(place).join(' ')}"/>
${shown.map((point) => `<circle class="dot" r="3.5" cx="${round(across.at(point.x))}" cy="${round(up.at(point.y))}"><title>${label(point.x)}: ${label(point.y)}</title></circle>`).join('\n')}
</svg>
`
}

/** `0.98`, and where the end bends away from the rest, `0.98 (1.40 at the end)`. */
export function slopeText(points: readonly Point[]): string {
  const [all, last] = [slope(points), lastSlope(points)]
  if (Number.isNaN(all)) return 'unknown'
  return Math.abs(all - last) < 0.15 ? all.toFixed(2) : `${all.toFixed(2)} (${last.toFixed(2)} at the end)`
}

type Scale = { at(value: number): number; ticks: number[] }

/** Logarithmic, from the ticks' first to their last. */
function scale(
  values: number[],
  from: number,
  to: number,
  ticksOf: (low: number, high: number, values: number[]) => number[],
): Scale {
  const ticks = ticksOf(Math.min(...values), Math.max(...values), values)
  const [low, high] = [Math.log(Math.min(ticks[0]!, ...values)), Math.log(Math.max(ticks.at(-1)!, ...values))]
  const span = high - low || 1
  return { at: (value) => from + ((Math.log(value) - low) / span) * (to - from), ticks }
}

/** 1, 2, 5, 10 … around the values; over many decades the powers of ten alone. */
function decades(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))]
  const parts = last - first > 3 ? [1] : [1, 2, 5]
  const all = Array.from({ length: last - first + 1 }, (_, at) => parts.map((part) => part * 10 ** (first + at))).flat()
  const from = all.findLastIndex((tick) => tick <= low)
  const to = all.findIndex((tick) => tick >= high)
  return all.slice(Math.max(0, from), to < 0 ? undefined : to + 1)
}

/** The sizes themselves where they are few and apart. */
function decadesOrValues(_low: number, _high: number, values: number[]): number[] {
  return values.filter((value, at) => at === 0 || at === values.length - 1 || value / values[at - 1]! >= 1.3)
}

/** From the first point as if the cost grew with the size, as far as there is room. */
function linear(points: Point[], across: Scale, up: Scale): string {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || first === last) return ''
  const ceiling = Math.max(...up.ticks, ...points.map(({ y }) => y))
  const reach = Math.min(last.x / first.x, ceiling / first.y)
  const end = { x: first.x * reach, y: first.y * reach }
  return `<line class="linear" stroke-width="1.5" stroke-dasharray="5 4" x1="${round(across.at(first.x))}" y1="${round(up.at(first.y))}" x2="${round(across.at(end.x))}" y2="${round(up.at(end.y))}"/>`
}

const round = (value: number) => Math.round(value * 10) / 10

function label(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
