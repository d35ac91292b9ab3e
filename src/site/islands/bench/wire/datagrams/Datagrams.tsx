/** Datagrams, drawn: a column for each, from the call that sent it over its packets to the calls that received it. */
import { useRef } from 'preact/hooks'
import type { SocketCall } from '../../../../../protocol/lab.ts'
import type { Datagram } from '../../../../../trace/datagrams.ts'
import { bytes as bytesText } from '../../../shared/time.ts'
import { textOf } from '../../stream-bytes.ts'
import { colourOf } from '../../streams.ts'
import type { BenchWords } from '../../words.ts'
import { walk } from '../ribbon/walk.ts'
import type { View } from '../view.ts'
import { fatesOf, isLost, storyOf, summaryOf } from './story.ts'
import type { DatagramWords } from './words.ts'

/** Columns drawn; of more the latest. */
const COLUMNS = 48
/** Bytes of a payload that are written out. */
const SHOWN_BYTES = 12

type Props = { view: View; words: BenchWords; own: DatagramWords }

export function Datagrams({ view, words, own }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const all = view.datagrams.value
  const shown = all.slice(-COLUMNS)
  const skipped = all.length - shown.length
  const fates = fatesOf(all)
  const names = shown.map((datagram) => directionOf(datagram))
  const places = new Set(names.map(({ from, to }) => `${from} ${to}`))
  const column = (index: number) => ({ left: `${(index / shown.length) * 100}%`, width: `${100 / shown.length}%` })
  const cells = (draw: (datagram: Datagram, index: number) => preact.ComponentChildren) => shown.map(draw)
  const cell = (datagram: Datagram, index: number, kind: string, caption: string, detail: string, text?: string) => {
    const { from, to } = names[index]!
    const chosen = datagram.packets.includes(view.row.value?.n ?? -1)
    const label = `${own.column(skipped + index + 1, from, to)}${own.colon}${[caption, detail].filter(Boolean).join(own.joint)}`
    return (
      <button
        key={index}
        type="button"
        class={`blk dg ${kind} w${colourOf(skipped + index)}${chosen ? ' lit' : ''}`}
        style={column(index)}
        tabIndex={index === 0 && kind.startsWith('wr') ? 0 : -1}
        aria-pressed={chosen}
        title={label}
        onClick={() => {
          const n = datagram.packets[0]
          if (n !== undefined) view.select(n)
        }}
      >
        <span class="sr">{label}</span>
        <span class="cap" aria-hidden="true">
          <code>{caption}</code>
        </span>
        <span class="what" aria-hidden="true">
          {text ?? detail}
        </span>
      </button>
    )
  }
  return (
    <div class="ribbon">
      <p class="say">
        <b>{summaryOf(fates, own)}</b> {storyOf(fates, own, words.space)} {skipped > 0 && own.more(skipped)}
      </p>
      {/* biome-ignore lint/a11y/useSemanticElements: three rows of buttons, not a form */}
      <div
        class="rib dgs"
        role="group"
        aria-label={own.datagrams}
        style={{ '--columns': shown.length }}
        ref={box}
        onKeyDown={(event) => walk(event, box.current!, view)}
      >
        {places.size > 1 && (
          <>
            <div class="rl" />
            <div class="lane heads" aria-hidden="true">
              {names.map(({ from, to }, index) => (
                <span key={index} class="head" style={column(index)}>
                  {from} → {to}
                </span>
              ))}
            </div>
          </>
        )}
        <div class="rl">
          <b>{own.sent}</b>
        </div>
        <div class="lane">
          {cells((datagram, index) =>
            cell(
              datagram,
              index,
              'wr',
              datagram.sent?.call ?? own.unknownWord,
              bytesText(datagram.size),
              payload(view, datagram),
            ),
          )}
        </div>
        <div class="rl">
          <b>{own.packets}</b>
          {own.onTheWire}
        </div>
        <div class="lane">
          {cells((datagram, index) => {
            const { packets } = datagram
            const numbers =
              packets.length > 2 ? `#${packets[0]}…${packets.at(-1)}` : packets.map((n) => `#${n}`).join(' ')
            const lost = isLost(datagram)
            const detail = lost ? `✕ ${own.lostWord}` : packets.length === 0 ? own.unseenWord : bytesText(datagram.size)
            return cell(datagram, index, lost ? 'sg lost' : 'sg', numbers || '–', detail)
          })}
        </div>
        <div class="rl">
          <b>{own.received}</b>
        </div>
        <div class="lane">
          {cells((datagram, index) => {
            const { received, size } = datagram
            if (received.length === 0) return cell(datagram, index, 'rd none', '–', own.unreadWord)
            const caption = received.length > 1 ? `${received[0]!.call} ×${received.length}` : received[0]!.call
            return cell(datagram, index, 'rd', caption, takenText(received[0]!, size, own))
          })}
        </div>
      </div>
    </div>
  )
}

/** Its first bytes as characters: datagrams of one size are told apart by what they say. */
function payload(view: View, { packets, size }: Datagram): string {
  const row = packets.length === 1 ? view.rowOf(packets[0]!) : undefined
  const bytes = row?.decoded.payload
  if (!bytes || bytes.length === 0) return bytesText(size)
  const text = textOf(bytes.subarray(0, SHOWN_BYTES))
  return size > SHOWN_BYTES ? `${text}…` : text
}

function takenText({ from = 0, to = 0 }: SocketCall, size: number, own: DatagramWords): string {
  return to - from < size ? own.of(String(to - from), bytesText(size)) : bytesText(size)
}

/** Who sent it and who took it, by program where that is known, else by address. */
function directionOf({ from, to, sent, received }: Datagram): { from: string; to: string } {
  const takers = [...new Set(received.map(({ program }) => program))]
  return { from: sent?.program ?? from, to: takers.length > 0 ? takers.join(', ') : to }
}
