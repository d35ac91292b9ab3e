/** One line for everything: lessons, labs, exercises, terms, the text itself, and commands. */
import { useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { type Catalogue, catalogueEntries, type Entry, type Group, matching, pageEntries } from './entries.ts'
import { type Hit, searchText } from './search.ts'
import { paletteWords } from './words.ts'

/** Entries shown besides hits in the text. */
const ENTRIES = 14
/** A query shorter than this is not sought in the text; one Han character is a word. */
const SHORTEST = 2

type Props = { locale: Locale; onClose: () => void; onKeys: () => void }
type Row = Entry & { marked?: string }
type TextState = 'idle' | 'searching' | 'done' | 'absent'

export function Palette({ locale, onClose, onKeys }: Props) {
  const words = paletteWords[locale]
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const query = useSignal('')
  const chosen = useSignal(0)
  const entries = useSignal<Entry[]>([])
  const hits = useSignal<Hit[]>([])
  const text = useSignal<TextState>('idle')
  const rows = useComputed<Row[]>(() => [
    ...matching(entries.value, query.value, ENTRIES),
    ...hits.value.map(
      ({ url, title, excerpt }): Row => ({ group: 'text', title, detail: '', keywords: '', go: url, marked: excerpt }),
    ),
  ])

  useEffect(() => {
    entries.value = pageEntries(words, onKeys)
    input.current?.focus()
    const { base = '/' } = document.documentElement.dataset
    fetch(`${base}${locale}/palette.json`)
      .then((response) => (response.ok ? (response.json() as Promise<Catalogue>) : null))
      .then((catalogue) => {
        if (catalogue) entries.value = [...entries.value, ...catalogueEntries(catalogue, words)]
      })
      .catch(() => {}) // out of reach: what is on this page can still be found
  }, [])

  const seek = async (wanted: string) => {
    query.value = wanted
    chosen.value = 0
    const trimmed = wanted.trim()
    if (trimmed.length < SHORTEST && !/\p{Script=Han}/u.test(trimmed)) {
      hits.value = []
      text.value = 'idle'
      return
    }
    text.value = 'searching'
    try {
      const found = await searchText(trimmed)
      if (found === null || query.value !== wanted) return
      hits.value = found
      text.value = 'done'
    } catch {
      text.value = 'absent'
    }
  }
  const go = (row: Row | undefined) => {
    if (!row) return
    onClose()
    if (typeof row.go === 'string') location.href = row.go
    else row.go()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { length } = rows.value
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key]
    if (step !== undefined && length > 0) {
      chosen.value =
        Math.abs(step) === 1
          ? (chosen.value + step + length) % length
          : Math.max(0, Math.min(length - 1, chosen.value + step))
      requestAnimationFrame(() =>
        list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
      )
    } else if (event.key === 'Enter' && !event.isComposing) go(rows.value[chosen.value])
    else return
    event.preventDefault()
  }

  const shown = rows.value
  const groups = [...new Set(shown.map(({ group }) => group))]
  return (
    <section aria-label={words.title}>
      <input
        ref={input}
        type="text"
        inputMode="search"
        enterKeyHint="go"
        role="combobox"
        aria-label={words.title}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={shown[chosen.value] ? `palette-${chosen.value}` : undefined}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        placeholder={words.placeholder}
        value={query.value}
        onInput={(event) => void seek(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="found" id="palette-list" role="listbox" aria-label={words.title} ref={list}>
        {groups.map((group) => (
          <GroupOf key={group} group={group} rows={shown} chosen={chosen.value} words={words} onGo={go} />
        ))}
      </div>
      <footer>
        <span role="status">
          {text.value === 'searching'
            ? words.searching
            : shown.length === 0 && query.value.trim() !== ''
              ? words.none
              : text.value === 'absent'
                ? words.noIndex
                : words.results(shown.length)}
        </span>
        <span aria-hidden="true">{words.hint}</span>
      </footer>
    </section>
  )
}

type GroupProps = {
  group: Group
  rows: readonly Row[]
  chosen: number
  words: (typeof paletteWords)['en']
  onGo: (row: Row) => void
}

function GroupOf({ group, rows, chosen, words, onGo }: GroupProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options in a list box
    <div role="group" aria-label={words.groups[group]}>
      <p class="gh" aria-hidden="true">
        {words.groups[group]}
      </p>
      {rows.map((row, index) =>
        row.group !== group ? null : (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the input's
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input
          <div
            key={index}
            class="row"
            id={`palette-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => onGo(row)}
          >
            <b>{row.title}</b>
            {row.marked === undefined ? (
              row.detail && <small>{row.detail}</small>
            ) : (
              <small dangerouslySetInnerHTML={{ __html: row.marked }} />
            )}
          </div>
        ),
      )}
    </div>
  )
}
