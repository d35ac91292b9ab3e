/** A line in which packets are picked by an expression, with the words that fit and what it cannot read. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { completionOf } from '../../../../../wire/filter/complete.ts'
import { filterOf } from '../../../../../wire/filter/filter.ts'
import { Icon } from '../../../shared/icons.tsx'
import type { View } from '../view.ts'
import { filterable, vocabularyOf } from './filterable.ts'
import { filterWords } from './words.ts'
import './filter.css'

/** Words offered at once. */
const OFFERED = 8

export default function FilterBar({ view, onClose }: { view: View; onClose: () => void }) {
  const words = filterWords[view.locale]
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const text = useSignal(view.filterText.value)
  const caret = useSignal(text.value.length)
  const chosen = useSignal(-1)
  const open = useSignal(false)
  const filter = useComputed(() => filterOf(text.value))
  const links = useComputed(() => new Map(view.bench.store.packets.value.map(({ n, link }) => [n, link])))
  const seen = (row: Parameters<typeof filterable>[0]) => filterable(row, view.zero, (n) => links.value.get(n) ?? '')
  const completion = useComputed(() => completionOf(text.value, caret.value, vocabularyOf(view.rows.value.map(seen))))
  // A word that is being typed is not wrong yet.
  const growing = useComputed(
    () => open.value && completion.value.from < caret.value && completion.value.words.length > 0,
  )
  const problem = 'problem' in filter.value && !growing.value ? filter.value.problem : null
  const offered = open.value ? completion.value.words.slice(0, OFFERED) : []

  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    view.filterText.value = text.value
    const { value } = filter
    // While it cannot be read, the last one that could stays.
    if ('test' in value) view.matches.value = text.value.trim() === '' ? null : (row) => value.test(seen(row))
  }, [text.value])

  const take = (word: string) => {
    const { from, to } = completion.value
    text.value = `${text.value.slice(0, from)}${word} ${text.value.slice(to).trimStart()}`
    caret.value = from + word.length + 1
    chosen.value = -1
    requestAnimationFrame(() => input.current?.setSelectionRange(caret.value, caret.value))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { length } = offered
    if (event.key === 'Escape') {
      if (open.value && length > 0) open.value = false
      else onClose()
    } else if (event.key === 'ArrowDown' && length > 0) chosen.value = (chosen.value + 1) % length
    else if (event.key === 'ArrowUp' && length > 0) chosen.value = (chosen.value - 1 + length) % length
    else if ((event.key === 'Enter' || event.key === 'Tab') && offered[chosen.value]) take(offered[chosen.value]!)
    else if (event.key === 'Enter') open.value = false
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const shown = view.shown.value.length
  const all = view.rows.value.length
  return (
    <div class="filter">
      <div class="line">
        <input
          ref={input}
          role="combobox"
          aria-label={words.filter}
          aria-expanded={offered.length > 0}
          aria-controls={`${id}-words`}
          aria-activedescendant={offered[chosen.value] ? `${id}-${chosen.value}` : undefined}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-told`}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          placeholder={words.example}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value
            caret.value = event.currentTarget.selectionStart ?? text.value.length
            chosen.value = -1
            open.value = true
          }}
          onClick={(event) => {
            caret.value = event.currentTarget.selectionStart ?? 0
            open.value = true
          }}
          onBlur={() => {
            open.value = false
          }}
          onKeyDown={onKeyDown}
        />
        <span class="num">{words.matching(shown, all)}</span>
        <button type="button" class="btn quiet sign" aria-label={words.close} title={words.close} onClick={onClose}>
          <Icon name="cross" />
        </button>
        <div class="offer" role="listbox" id={`${id}-words`} aria-label={words.words} hidden={offered.length === 0}>
          {offered.map((word, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the input's
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input
            <span
              key={word}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === chosen.value}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(word)}
            >
              {word}
            </span>
          ))}
        </div>
      </div>
      <p class="told" id={`${id}-told`} role="status">
        {problem
          ? `${words.problem(problem)} ${problem.near.length > 0 ? words.near(problem.near) : ''}`
          : shown === 0 && all > 0
            ? words.none
            : ''}
      </p>
    </div>
  )
}
