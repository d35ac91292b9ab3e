/** The decode tree: layers and their fields; what is pointed at lights up in the hex, and the other way round. */
import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { Icon } from '../../../shared/icons.tsx'
import type { Range } from '../../streams.ts'
import type { BenchWords } from '../../words.ts'
import type { View } from '../view.ts'
import type { ByteField, ByteNode } from './messages.ts'

/** Layers that are unfolded to begin with; of several messages the first. */
const OPEN = ['tcp', 'udp', 'icmp', 'arp', 'payload']

type Props = { view: View; layers: readonly ByteNode[]; words: BenchWords; pick: (range: Range) => void }

export function Tree({ view, layers, words, pick }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const open = useSignal(new Set(OPEN))
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
    else if (event.key === 'Enter' || event.key === ' ') items[index]!.click()
    else if (layer && event.key === 'ArrowRight') toggle(layer, true)
    else if (layer && event.key === 'ArrowLeft') toggle(layer, false)
    else return
    event.preventDefault()
  }
  const follow = (field: ByteField) => {
    if (field.go === undefined) pick(field)
    else view.select(field.go)
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
              onClick={() => {
                toggle(layer.name)
                pick(layer)
              }}
            >
              <Icon name={isOpen ? 'down' : 'right'} />
              {layer.title} <small>{layer.summary}</small>
            </div>
            {isOpen &&
              layer.fields.map((field) => (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the tree's own keys, Enter among them
                <div
                  {...item(`${layer.name} ${field.name} ${field.from}`, field)}
                  role="treeitem"
                  tabIndex={tabOf(`${layer.name} ${field.name} ${field.from}`)}
                  key={`${field.name} ${field.from}`}
                  class={hot && hot.from === field.from && hot.to === field.to ? 'f hot' : 'f'}
                  aria-level={2}
                  onClick={() => follow(field)}
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
