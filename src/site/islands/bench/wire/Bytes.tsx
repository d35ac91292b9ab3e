/** The selected packet's bytes: frame bar, hex with text, and the decode tree; hover, focus or tap links them. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { Field, Layer } from '../../../../wire/types.ts'
import type { Words } from '../../i18n.ts'
import { Icon } from '../../shared/icons.tsx'
import { bytes as bytesText } from '../../shared/time.ts'
import { fieldsIn, textOf } from '../stream-bytes.ts'
import { overlaps, type Range, slices } from '../streams.ts'
import type { TraceRow } from '../trace.ts'
import type { View } from './view.ts'

type Props = { view: View; words: Words; locale: Locale }

export function Bytes({ view, words, locale }: Props) {
  const row = view.row.value
  return (
    <>
      <div class="ph">
        <h4>{words.paneBytes}</h4>
        {row && (
          <span>
            {words.bytesOf(
              row.n,
              bytesText(row.length),
              bytesText(row.decoded.tcp || row.decoded.udp ? row.decoded.payloadLength : 0),
            )}
          </span>
        )}
      </div>
      {row ? <Packet view={view} row={row} words={words} locale={locale} /> : <p class="empty">{words.bytesEmpty}</p>}
    </>
  )
}

function Packet({ view, row, words, locale }: Props & { row: TraceRow }) {
  const layers = layersOf(view, row, words, locale)
  return (
    <div class="bytes">
      <div class="hexside">
        <FrameBar view={view} row={row} layers={layers} />
        <Hex view={view} row={row} layers={layers} words={words} />
        {row.length > row.bytes.length && (
          <p class="cut">{words.truncated(bytesText(row.length - row.bytes.length))}</p>
        )}
        {row.decoded.error && <p class="cut">{row.decoded.error}</p>}
      </div>
      <Tree view={view} layers={layers} words={words} key={row.decoded.protocol} />
    </div>
  )
}

/** The packet's layers; the payload's fields are those the lab gives names to. */
function layersOf(view: View, row: TraceRow, words: Words, locale: Locale): Layer[] {
  const { layers, payloadFrom, payload, payloadLength } = row.decoded
  const known = layers.filter(({ name }) => name !== 'payload')
  if (payloadLength === 0 || !(row.decoded.tcp || row.decoded.udp)) return layers
  const yours: Layer = {
    name: 'payload',
    title: words.yours,
    summary: bytesText(payloadLength),
    from: payloadFrom,
    to: payloadFrom + payload.length,
    fields: ownFields(view, row, locale),
  }
  return [...known, yours]
}

function ownFields(view: View, row: TraceRow, locale: Locale): Field[] {
  const { payload, payloadFrom } = row.decoded
  const stream = view.streamOf(row)
  const range = row.segment?.bytes
  const declared = view.bench.lab.fields
  if (!stream || !range || !declared)
    return [
      { name: 'text', label: 'text', value: textOf(payload), from: payloadFrom, to: payloadFrom + payload.length },
    ]
  return fieldsIn(view.payload(stream), declared, locale)
    .filter((field) => overlaps(field, range))
    .map(({ name, value, from, to }) => ({
      name: `${name} ${from}`,
      label: name,
      value,
      from: payloadFrom + Math.max(from, range.from) - range.from,
      to: payloadFrom + Math.min(to, range.to) - range.from,
    }))
}

const SHORT: Record<Exclude<Layer['name'], 'payload'>, string> = {
  ethernet: 'Ethernet',
  llc: 'LLC',
  stp: 'STP',
  arp: 'ARP',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  igmp: 'IGMP',
  tcp: 'TCP',
  udp: 'UDP',
  quoted: '«…»',
}

function FrameBar({ view, row, layers }: { view: View; row: TraceRow; layers: Layer[] }) {
  return (
    <div class="frame" aria-hidden="true">
      {layers.map((layer) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: decoration; the tree says and does the same
        <span
          key={layer.name}
          class={layer.name === 'payload' ? 'mine' : undefined}
          style={{ flexGrow: Math.max(6, layer.to - layer.from), flexBasis: 0 }}
          onMouseEnter={() => {
            view.hot.value = layer
          }}
          onMouseLeave={() => {
            view.hot.value = null
          }}
        >
          {layer.name === 'payload' ? layer.title : SHORT[layer.name]} {layer.to - layer.from}
        </span>
      ))}
      {row.bytes.length === 0 && <span>0</span>}
    </div>
  )
}

/** Bytes shown at once; a full frame is 1,514. */
const MOST_BYTES = 1_600

function Hex({ view, row, layers, words }: { view: View; row: TraceRow; layers: Layer[]; words: Words }) {
  const box = useRef<HTMLDivElement>(null)
  const wide = useWidth(box)
  const perRow = wide ? 16 : 8
  const shown = row.bytes.subarray(0, MOST_BYTES)
  const colours = coloursOf(view, row)
  const hot = view.hot.value
  const lit = litIn(view, row)
  const layerOf = (at: number) => layers.findIndex(({ from, to }) => at >= from && at < to)
  const classOf = (at: number) => {
    const parts = ['b', `L${Math.min(2, Math.max(0, layerOf(at)))}`]
    if (colours[at]) parts.push('by', colours[at])
    if (hot && at >= hot.from && at < hot.to) parts.push('hot')
    if (lit && at >= lit.from && at < lit.to) parts.push('lit')
    return parts.join(' ')
  }
  const point = (event: Event) => {
    const at = Number((event.target as HTMLElement).dataset.x ?? -1)
    view.hot.value = at < 0 ? null : (fieldAt(layers, at) ?? null)
  }
  const lines = Array.from({ length: Math.ceil(shown.length / perRow) }, (_, line) => line * perRow)
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: the tree beside it is the keyboard's way
    // biome-ignore lint/a11y/useKeyWithClickEvents: the same
    <div
      class={wide ? 'hex wide' : 'hex'}
      ref={box}
      role="img"
      aria-label={`${words.hexLabel}: ${bytesText(row.length)}`}
      onMouseOver={point}
      onClick={point}
      onMouseLeave={() => {
        view.hot.value = null
      }}
    >
      {lines.map((line) => (
        <div class="hr" key={line}>
          <span class="off">{line.toString(16).padStart(4, '0')}</span>
          {Array.from({ length: perRow }, (_, index) => {
            const at = line + index
            if (at >= shown.length) return <span key={at} />
            return (
              <span key={at} class={classOf(at)} data-x={at}>
                {shown[at]!.toString(16).padStart(2, '0')}
              </span>
            )
          })}
          <span class="asc">
            {Array.from({ length: Math.min(perRow, shown.length - line) }, (_, index) => (
              <span key={line + index} class={classOf(line + index)} data-x={line + index}>
                {textOf(shown.subarray(line + index, line + index + 1))}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  )
}

function fieldAt(layers: Layer[], at: number): Range | undefined {
  const within = ({ from, to }: Range) => at >= from && at < to
  const layer = layers.findLast(within)
  return layer?.fields.find(within) ?? layer
}

/** Byte in the packet -> class of the write it came from. */
function coloursOf(view: View, row: TraceRow): string[] {
  const colours: string[] = []
  const stream = view.streamOf(row)
  const range = row.segment?.bytes
  if (!stream || !range) return colours
  for (const { from, to, write } of slices(stream, range)) {
    const start = row.decoded.payloadFrom - range.from
    for (let at = from; at < to; at++) colours[start + at] = write ? `w${(write.index % 6) + 1}` : 'none'
  }
  return colours
}

function litIn(view: View, row: TraceRow): Range | null {
  const lit = view.lit.value
  const range = row.segment?.bytes
  if (!lit || !range || view.streamOf(row)?.key !== lit.stream) return null
  const start = row.decoded.payloadFrom - range.from
  return { from: start + Math.max(lit.from, range.from), to: start + Math.min(lit.to, range.to) }
}

/** Whether 16 bytes fit in a row. */
function useWidth(box: { current: HTMLElement | null }): boolean {
  const wide = useSignal(true)
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      wide.value = entry!.contentRect.width >= 460
    })
    watch.observe(box.current!)
    return () => watch.disconnect()
  }, [])
  return wide.value
}

function Tree({ view, layers, words }: { view: View; layers: Layer[]; words: Words }) {
  const box = useRef<HTMLDivElement>(null)
  const open = useSignal(new Set(['tcp', 'udp', 'icmp', 'arp', 'payload']))
  const at = useSignal('')
  useSignalEffect(() => {
    // A field pointed at in the hex comes into view, in its own box only.
    const hot = view.hot.value
    const place = hot && box.current?.querySelector<HTMLElement>(`[data-range="${hot.from}-${hot.to}"]`)
    if (!place || !box.current || box.current.contains(document.activeElement)) return
    const { offsetTop, offsetHeight } = place
    const { scrollTop, clientHeight } = box.current
    if (offsetTop < scrollTop) box.current.scrollTop = offsetTop
    else if (offsetTop + offsetHeight > scrollTop + clientHeight)
      box.current.scrollTop = offsetTop + offsetHeight - clientHeight
  })
  const toggle = (name: string, wanted?: boolean) => {
    const next = new Set(open.value)
    if (wanted ?? !next.has(name)) next.add(name)
    else next.delete(name)
    open.value = next
  }
  const walk = (event: KeyboardEvent) => {
    const items = [...box.current!.querySelectorAll<HTMLElement>('[role=treeitem]')]
    const index = items.indexOf(document.activeElement as HTMLElement)
    if (index < 0) return
    const layer = items[index]!.dataset.layer
    const targets: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }
    const target = targets[event.key]
    if (target !== undefined) items[Math.max(0, Math.min(items.length - 1, target))]?.focus()
    else if (layer && event.key === 'ArrowRight') toggle(layer, true)
    else if (layer && event.key === 'ArrowLeft') toggle(layer, false)
    else return
    event.preventDefault()
  }
  const first = layers[0]?.name
  const hot = view.hot.value
  const tabOf = (name: string) => (at.value === name || (at.value === '' && name === first) ? 0 : -1)
  const item = (name: string, range: Range) => ({
    'data-range': `${range.from}-${range.to}`,
    onFocus: () => {
      at.value = name
      view.hot.value = range
    },
    onBlur: () => {
      view.hot.value = null
    },
    onMouseEnter: () => {
      view.hot.value = range
    },
    onMouseLeave: () => {
      view.hot.value = null
    },
  })
  return (
    <div class="tree" role="tree" aria-label={words.treeLabel} ref={box} onKeyDown={walk}>
      {layers.map((layer, index) => {
        const isOpen = open.value.has(layer.name)
        return (
          <div key={layer.name} role="presentation">
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the tree's own keys fold and unfold, ← and → */}
            <div
              {...item(layer.name, layer)}
              role="treeitem"
              tabIndex={tabOf(layer.name)}
              class="L"
              data-layer={layer.name}
              data-first={index === 0 ? '' : undefined}
              aria-expanded={isOpen}
              aria-level={1}
              onClick={() => toggle(layer.name)}
            >
              <Icon name={isOpen ? 'down' : 'right'} />
              {layer.title} <small>{layer.summary}</small>
            </div>
            {isOpen &&
              layer.fields.map((field) => (
                <div
                  {...item(`${layer.name} ${field.name} ${field.from}`, field)}
                  role="treeitem"
                  tabIndex={tabOf(`${layer.name} ${field.name} ${field.from}`)}
                  key={`${field.name} ${field.from}`}
                  class={hot && hot.from === field.from && hot.to === field.to ? 'f hot' : 'f'}
                  aria-level={2}
                >
                  <span>{field.label}</span>
                  <span>
                    <code>{field.value}</code> {field.note && <span class="about">{field.note}</span>}
                  </span>
                  <small>{field.to - field.from > 1 ? `${field.from}–${field.to - 1}` : field.from}</small>
                </div>
              ))}
          </div>
        )
      })}
    </div>
  )
}
