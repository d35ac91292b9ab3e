/**
 * A strip as one SVG that is as wide as its place: columns are per cents, so that words keep their size on a narrow page.
 * Colours come from classes. Pure.
 */
import type { ArrowKind } from '../../trace.ts'
import type { Strip, StripRow } from './strip.ts'

/** Px, of a packet, what a payload adds, and a silence. */
const ROW = 36
const TEXT = 16
const GAP = 26
const HEAD = 40
/** Room left of the first lifeline, for the time: per cent of the width. */
const LEFT = 17
const RIGHT = 94

const HEADS: Record<ArrowKind, string> = {
  syn: 'M0 0l-11 -5v10z',
  data: 'M0 0l-12 -6v12z',
  ack: 'M-8 -4.500L0 0l-8 4.500',
  fin: 'M0 0l-11 -5v10z',
  rst: 'M-10 -5l10 10m0 -10l-10 10',
  rtx: 'M0 0l-11 -5v10z',
  udp: 'M0 0l-6 -5 -6 5 6 5z',
  ctl: 'M0 -4h-8v8h8z',
}
const TAILS: Partial<Record<ArrowKind, string>> = {
  syn: 'M-3.500 0a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0 -7 0',
  fin: 'M0 -6v12',
  rtx: 'M3 -3a4 4 0 1 0 1 3M4 -6v3.500h-3.500',
}

/** Hidden from those who get its words instead: each row's `spoken`. */
export function stripSvg({ lanes, rows }: Strip): string {
  const x = (lane: number) => LEFT + (lane * (RIGHT - LEFT)) / Math.max(1, lanes.length - 1)
  const parts: string[] = []
  let top = HEAD
  for (const row of rows) {
    if (row.gap) {
      parts.push(gapOf(row.gap, top, lanes.length, x))
      top += GAP
    }
    parts.push(rowOf(row, top, x))
    top += ROW + (row.text ? TEXT : 0)
  }
  const height = top + 6
  const heads = lanes.map(({ name, detail }, lane) => {
    const [anchor, at] =
      lanes.length > 2
        ? ['middle', `${x(lane)}%`]
        : lane === 0
          ? ['start', `${x(lane) - 3}%`]
          : ['end', `${x(lane) + 3}%`]
    return [
      `<text class="w-name" x="${at}" y="13" text-anchor="${anchor}">${escaped(name)}</text>`,
      `<text class="w-end" x="${at}" y="27" text-anchor="${anchor}">${escaped(detail)}</text>`,
      `<line class="w-life" x1="${x(lane)}%" y1="${HEAD - 6}" x2="${x(lane)}%" y2="${height}"/>`,
    ].join('')
  })
  return `<svg class="strip-of-wire" width="100%" height="${height}" aria-hidden="true">${heads.join('')}${parts.join('')}</svg>`
}

function gapOf(text: string, top: number, lanes: number, x: (lane: number) => number): string {
  const folded = Array.from(
    { length: lanes },
    (_, lane) => `<line class="w-fold" x1="${x(lane)}%" y1="${top}" x2="${x(lane)}%" y2="${top + GAP}"/>`,
  )
  const middle = (x(0) + x(lanes - 1)) / 2
  return `${folded.join('')}<text class="w-gap" x="${middle}%" y="${top + 17}" text-anchor="middle">${escaped(text)}</text>`
}

function rowOf({ n, time, from, to, kind, lost, headline, details, text }: StripRow, top: number, x: Lane): string {
  const [start, far] = [x(from), x(to)]
  const end = lost ? (start + far) / 2 : far
  const y = top + 24
  const middle = (start + far) / 2
  const turn = far < start ? ' transform="scale(-1 1)"' : ''
  // A path cannot stand at a per cent: an svg of its own can.
  const sign = (at: number, name: string, d: string, flip = '') =>
    `<svg class="w-sign" x="${at}%" y="${y}"><path class="w-${name}" d="${d}"${flip}/></svg>`
  const head = lost
    ? sign(end, 'gone', 'M-5 -5l10 10m0 -10l-10 10')
    : sign(end, kind === 'ack' || kind === 'rst' ? 'open' : 'head', HEADS[kind], turn)
  const tail = TAILS[kind]
  return [
    `<g class="k-${kind}">`,
    `<text class="w-time" x="0" y="${y + 4}">${escaped(time)}</text>`,
    `<line class="w-arrow" x1="${start}%" y1="${y}" x2="${end}%" y2="${y}"/>`,
    tail ? sign(start, 'tail', tail, turn) : '',
    head,
    `<text class="w-said" x="${middle}%" y="${y - 8}" text-anchor="middle"><tspan class="w-flags">${escaped(headline)}</tspan> ${escaped(details)}</text>`,
    text && `<text class="w-bytes" x="${middle}%" y="${y + 16}" text-anchor="middle">${escaped(text)}</text>`,
    `<title>${n}</title></g>`,
  ].join('')
}

type Lane = (lane: number) => number

function escaped(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign)
}
