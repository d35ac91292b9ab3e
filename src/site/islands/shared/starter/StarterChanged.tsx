/** Above the code: the course changed this text. What it changed is shown in a dialog, and the reader decides. */
import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Diff } from '../diff/Diff.tsx'
import { Notice } from '../Notices.tsx'
import { pageLocale } from '../page-locale.ts'
import { starterWords } from './words.ts'
import './starter.css'

export type StarterChangedProps = {
  file: string
  /** The course's text when the reader began, and now. */
  before: string
  starter: string
  /** The reader's text at this moment. */
  own: () => string
  onTake: () => void
  onKeep: () => void
}

export function StarterChanged(props: StarterChangedProps) {
  const words = starterWords[pageLocale()]
  const seeing = useSignal(false)
  return (
    <>
      <Notice kind="warn" icon="pencil" title={words.title} text={words.text(props.file)}>
        <button
          type="button"
          class="btn"
          onClick={() => {
            seeing.value = true
          }}
        >
          {words.see}
        </button>
        <button type="button" class="btn" onClick={props.onKeep}>
          {words.keep}
        </button>
      </Notice>
      {seeing.value && (
        <Changed
          {...props}
          onClose={() => {
            seeing.value = false
          }}
        />
      )}
    </>
  )
}

function Changed({
  file,
  before,
  starter,
  own,
  onTake,
  onKeep,
  onClose,
}: StarterChangedProps & { onClose: () => void }) {
  const words = starterWords[pageLocale()]
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useId()
  const view = useSignal<'course' | 'own'>('course')
  useEffect(() => dialog.current?.showModal(), [])
  const shown =
    view.value === 'course'
      ? { titles: { before: words.before, after: words.after }, before, after: starter }
      : { titles: { before: words.own, after: words.after }, before: own(), after: starter }
  return (
    <dialog class="changed-starter" ref={dialog} aria-labelledby={title} onClose={onClose}>
      <header>
        <h2 id={title}>{words.dialog(file)}</h2>
        <button type="button" class="btn quiet" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </header>
      <fieldset>
        <legend>{words.show}</legend>
        {(['course', 'own'] as const).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name={title}
              checked={view.value === one}
              onChange={() => {
                view.value = one
              }}
            />
            {words.views[one]}
          </label>
        ))}
      </fieldset>
      <Diff {...shown} />
      <footer>
        <button type="button" class="btn" onClick={onTake}>
          {words.take}
        </button>
        <span>{words.takeNote}</span>
        <span class="sp" />
        <button type="button" class="btn" onClick={onKeep}>
          {words.keep}
        </button>
      </footer>
    </dialog>
  )
}
