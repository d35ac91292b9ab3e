/** The ladder as a picture of its own: one SVG file, light, with its fonts named and nothing to load. Pure. */
import type { ArrowKind } from '../../trace.ts'

export type PictureRow = {
  n: number
  /** Since the first packet, ms. */
  time: string
  /** Lifelines it goes between, counted from the left. */
  from: number
  to: number
  kind: ArrowKind
  /** `SYN`, and what stands behind it. */
  headline: string
  details: string
  lost: boolean
}
/** `lanes`: a name for each lifeline, and what stands below it. */
export type Picture = { title: string; lanes: { name: string; detail: string }[]; rows: PictureRow[]; foot: string }

const ROW = 34
const LEFT = 92
const LANE = 190
const HEAD = 78
const FOOT = 34
const INK = '#16191d'
const QUIET = '#5c666e'
const LINE = '#c9cfd4'
const FONT = "ui-sans-serif, system-ui, 'Noto Sans SC', sans-serif"
const MONO = 'ui-monospace, monospace'
/** As tokens.css has them in the light theme. */
const COLOURS: Record<ArrowKind, string> = {
  syn: '#0b7a4b',
  data: '#1a5bd0',
  ack: '#5f6a73',
  fin: '#7339bf',
  rst: '#c0212d',
  rtx: '#ad4e00',
  udp: '#0a6e82',
  ctl: '#74580f',
}
/** Colour is never the only sign. */
const DASHES: Partial<Record<ArrowKind, string>> = { ack: '2 3', rtx: '7 4', udp: '8 3 2 3', ctl: '3 3' }

export function ladderSvg({ title, lanes, rows, foot }: Picture): string {
  const x = (lane: number) => LEFT + 70 + lane * LANE
  const width = x(Math.max(1, lanes.length - 1)) + 90
  const height = HEAD + rows.length * ROW + FOOT
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" font-size="13" fill="${INK}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="16" y="26" font-size="16" font-weight="600">${escaped(title)}</text>`,
    ...lanes.flatMap(({ name, detail }, lane) => [
      `<text x="${x(lane)}" y="50" text-anchor="middle" font-weight="600">${escaped(name)}</text>`,
      `<text x="${x(lane)}" y="65" text-anchor="middle" font-size="11" font-family="${MONO}" fill="${QUIET}">${escaped(detail)}</text>`,
      `<line x1="${x(lane)}" y1="${HEAD - 6}" x2="${x(lane)}" y2="${height - FOOT}" stroke="${LINE}"/>`,
    ]),
    ...rows.flatMap((row, index) => rowOf(row, HEAD + index * ROW, x)),
    `<text x="16" y="${height - 12}" font-size="11" fill="${QUIET}">${escaped(foot)}</text>`,
    '</svg>',
  ]
  return `${parts.join('\n')}\n`
}

function rowOf(
  { n, time, from, to, kind, headline, details, lost }: PictureRow,
  top: number,
  x: (lane: number) => number,
) {
  const [start, end] = [x(from), lost ? (x(from) + x(to)) / 2 : x(to)]
  const [y, tip] = [top + 19, top + 27]
  const colour = COLOURS[kind]
  const dashes = DASHES[kind] ? ` stroke-dasharray="${DASHES[kind]}"` : ''
  const ahead = Math.sign(end - start) || 1
  const head = lost
    ? `<path d="M${end - 5} ${tip - 9}l10 10m0 -10l-10 10" stroke="${COLOURS.rst}" stroke-width="2" fill="none"/>`
    : `<path d="M${end} ${tip}l${-9 * ahead} -6v9z" fill="${colour}"/>`
  return [
    `<text x="16" y="${y + 4}" font-size="11" font-family="${MONO}" fill="${QUIET}">${n}</text>`,
    `<text x="${LEFT - 4}" y="${y + 4}" text-anchor="end" font-size="11" font-family="${MONO}" fill="${QUIET}">${escaped(time)}</text>`,
    `<line x1="${start}" y1="${y}" x2="${end}" y2="${lost ? tip - 4 : tip}" stroke="${colour}" stroke-width="1.8"${dashes}/>`,
    head,
    `<text x="${(x(from) + x(to)) / 2}" y="${y - 5}" text-anchor="middle" font-size="11" font-family="${MONO}"><tspan font-weight="700" fill="${colour}">${escaped(headline)}</tspan> ${escaped(details)}</text>`,
  ]
}

/** Also without what XML cannot hold at all (XML 1.0, section 2.2). */
function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return [...text]
    .filter((sign) => sign >= ' ' && sign !== '\ufffe' && sign !== '\uffff')
    .map((sign) => signs[sign] ?? sign)
    .join('')
}
