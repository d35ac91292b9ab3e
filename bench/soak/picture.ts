/** What was held over time, as an SVG: a panel for each figure, its rests as dots. */
import { escaped, STYLE } from '../scale/svg.ts'
import { short } from '../support/table.ts'
import type { Look } from './rule.ts'

const WIDTH = 640
const PANEL = { height: 92, left: 78, right: 20, head: 22, foot: 10 }
const FOOT = 34
const MINUTE = 60

type Panel = { title: string; of(look: Look): number }

const PANELS: Panel[] = [
  { title: 'processes', of: ({ counts }) => counts.processes },
  { title: 'descriptors', of: ({ counts }) => counts.descriptors },
  { title: 'network namespaces', of: ({ counts }) => counts.networks },
  { title: 'all memory, MiB (PSS)', of: ({ pss }) => pss },
  { title: 'server’s memory, MiB (RSS)', of: ({ rss }) => rss },
  { title: 'server’s heap after a collection, MiB', of: ({ heap }) => heap },
]

export function pictureOf(title: string, looks: readonly Look[]): string {
  const height = PANELS.length * PANEL.height + FOOT
  const last = Math.max(...looks.map(({ at }) => at))
  const across = (at: number) => PANEL.left + (at / last) * (WIDTH - PANEL.left - PANEL.right)
  const minutes = Math.ceil(last / MINUTE)
  const step = Math.max(1, Math.ceil(minutes / 6))
  const ticks = Array.from({ length: Math.floor(last / MINUTE / step) + 1 }, (_, n) => n * step)
  const desc = PANELS.map(({ title: what, of }) => {
    const rests = looks.filter(({ resting }) => resting).map((look) => short(of(look)))
    return `${what}: at the rests ${rests.join(', ')}; at most ${short(Math.max(...looks.map(of)))}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(desc.join('. '))}.</desc>
<style>${STYLE}</style>
<rect class="back" width="${WIDTH}" height="${height}" rx="6"/>
${PANELS.map((panel, nth) => panelOf(panel, nth * PANEL.height, looks, across)).join('\n')}
${ticks.map((tick) => `<text class="soft" x="${round(across(tick * MINUTE))}" y="${height - 20}" text-anchor="middle">${tick}</text>`).join('\n')}
<text class="soft" x="${(PANEL.left + WIDTH - PANEL.right) / 2}" y="${height - 5}" text-anchor="middle">minutes; dots: at rest</text>
</svg>
`
}

function panelOf({ title, of }: Panel, top: number, looks: readonly Look[], across: (at: number) => number): string {
  const most = Math.max(...looks.map(of), 1)
  const [floor, ceiling] = [top + PANEL.height - PANEL.foot, top + PANEL.head]
  const up = (value: number) => floor - (value / most) * (floor - ceiling)
  const place = (look: Look) => `${round(across(look.at))},${round(up(of(look)))}`
  const right = WIDTH - PANEL.right
  return `<text class="text" x="${PANEL.left}" y="${top + 15}">${escaped(title)}</text>
<line class="grid" x1="${PANEL.left}" x2="${right}" y1="${ceiling}" y2="${ceiling}"/><text class="soft" x="${PANEL.left - 8}" y="${ceiling + 4}" text-anchor="end">${short(most)}</text>
<line class="axis" x1="${PANEL.left}" x2="${right}" y1="${floor}" y2="${floor}"/><text class="soft" x="${PANEL.left - 8}" y="${floor + 4}" text-anchor="end">0</text>
<polyline class="line" fill="none" stroke-width="1.5" points="${looks.map(place).join(' ')}"/>
${looks
  .filter(({ resting }) => resting)
  .map((look) => `<circle class="dot" r="3.5" cx="${round(across(look.at))}" cy="${round(up(of(look)))}"/>`)
  .join('\n')}`
}

const round = (value: number) => Math.round(value * 10) / 10
