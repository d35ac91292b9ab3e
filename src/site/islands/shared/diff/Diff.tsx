/** Two texts compared: how much differs in a sentence, the lines beside each other, and the same as a list. */
import { useSignal } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { pageLocale } from '../page-locale.ts'
import { ChangeList } from './ChangeList.tsx'
import { changesOf, extentOf } from './changes.ts'
import { type DiffView, openDiff } from './view.ts'
import { diffWords } from './words.ts'
import './diff.css'

type Props = {
  /** What each text is, as its column is headed. */
  titles: { before: string; after: string }
  before: string
  after: string
}

/** CSS px in which two columns of code can be read. */
const TWO_COLUMNS = 720

export function Diff({ titles, before, after }: Props) {
  const words = diffWords[pageLocale()]
  const outer = useRef<HTMLDivElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<DiffView | null>(null)
  const beside = useSignal<boolean | null>(null)
  const folded = useSignal(true)
  const at = useSignal<number | null>(null)
  const changes = useMemo(() => changesOf(before, after), [before, after])
  const extent = extentOf(changes)

  useEffect(() => {
    const seen = new ResizeObserver(([entry]) => {
      beside.value = entry!.contentRect.width >= TWO_COLUMNS
    })
    seen.observe(outer.current!)
    return () => seen.disconnect()
  }, [])
  useEffect(() => {
    if (beside.value === null || changes.length === 0) return
    at.value = null
    const opened = openDiff({
      parent: place.current!,
      before,
      after,
      labels: { ...titles, both: `${titles.before} → ${titles.after}` },
      beside: beside.value,
      folded: folded.value,
      phrases: words.phrases,
      onMove: (index) => {
        at.value = index
      },
    })
    view.current = opened
    return () => opened.destroy()
  }, [before, after, beside.value, folded.value])
  const go = (step: 1 | -1) => {
    const next = at.value === null ? (step === 1 ? 0 : changes.length - 1) : at.value + step
    at.value = (next + changes.length) % changes.length
    view.current?.show(at.value)
  }
  const here = at.value === null ? undefined : changes[at.value]
  return (
    <div class="diff" ref={outer} data-changes={changes.length}>
      <div class="diff-bar">
        <p class="extent">{extent ? words.extent(extent) : words.same}</p>
        {changes.length > 0 && (
          <>
            <button type="button" class="btn quiet" title={words.previousKey} onClick={() => go(-1)}>
              <span aria-hidden="true">↑</span> {words.previous}
            </button>
            <button type="button" class="btn quiet" title={words.nextKey} onClick={() => go(1)}>
              <span aria-hidden="true">↓</span> {words.next}
            </button>
            <button
              type="button"
              class="btn quiet"
              onClick={() => {
                folded.value = !folded.value
              }}
            >
              {folded.value ? words.unfold : words.fold}
            </button>
          </>
        )}
      </div>
      <p class="diff-at" role="status">
        {here && words.at(at.value! + 1, changes.length, here)}
      </p>
      {changes.length > 0 && (
        <>
          <div class={`diff-heads ${beside.value ? 'beside' : ''}`}>
            <p>
              <b aria-hidden="true">−</b> {titles.before}
            </p>
            <p>
              <b aria-hidden="true">+</b> {titles.after}
            </p>
          </div>
          <div class="diff-place" ref={place} />
          <ChangeList changes={changes} words={words} />
        </>
      )}
    </div>
  )
}
