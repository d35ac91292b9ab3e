/** The packets that are shown, as an SVG file. Loaded when it is asked for. */
import { networkOf } from '../../../../../course/network.ts'
import { save } from '../../../shared/save.ts'
import { milliseconds } from '../../../shared/time.ts'
import { hostOf } from '../../trace.ts'
import type { BenchWords } from '../../words.ts'
import { details, headline } from '../phrases.ts'
import type { View } from '../view.ts'
import { ladderSvg, type Picture, type PictureRow } from './svg.ts'

/** Rows of a picture: of more the first. */
const ROWS = 400

export function downloadPicture(view: View, words: BenchWords): void {
  const { id } = view.bench
  const text = ladderSvg(pictureOf(view, words))
  save(new Blob([text], { type: 'image/svg+xml' }), `${id.replace('/', '-')}.svg`)
}

function pictureOf(view: View, words: BenchWords): Picture {
  const { bench, nodes, locale } = view
  const several = nodes.length > 0
  const rows = view.shown.value.slice(0, ROWS)
  const lane = (node: string | null, fallback: number) => (node === null ? fallback : Math.max(0, nodes.indexOf(node)))
  return {
    title: bench.lab.title[locale],
    lanes: several ? severalLanes(view) : twoLanes(view, words),
    rows: rows.map((row): PictureRow => {
      const [left, right] = row.fromClient ? [0, 1] : [1, 0]
      return {
        n: row.n,
        time: milliseconds(row.at - view.zero),
        from: several ? lane(row.from, left) : left,
        to: several ? lane(row.to, right) : right,
        kind: row.kind,
        headline: headline(row, words),
        details: details(row, view.absolute.value, locale),
        lost: row.dropped,
      }
    }),
    foot: `wirebook · ${bench.id} · ${words.packetsSeen(view.all.value.length)}`,
  }
}

function severalLanes({ nodes, bench }: View): Picture['lanes'] {
  const { hosts } = networkOf(bench.lab)
  return nodes.map((name) => {
    const addresses = hosts.find((host) => host.name === name)?.interfaces.flatMap((one) => one.addresses) ?? []
    return { name, detail: addresses.length === 1 ? addresses[0]!.replace(/\/\d+$/, '') : '' }
  })
}

function twoLanes(view: View, words: BenchWords): Picture['lanes'] {
  const named = (server: boolean) => view.bench.programs.find((one) => one.server === server)?.name
  const one = (ends: string[]) => (new Set(ends).size === 1 ? ends[0]! : '')
  const flows = view.flows.value
  const shared = (ends: string[]) => one(ends) || one(ends.map(hostOf))
  return [
    { name: named(false) ?? words.client, detail: shared(flows.map(({ client }) => client)) },
    { name: named(true) ?? words.otherEnd, detail: shared(flows.map(({ server }) => server)) },
  ]
}
