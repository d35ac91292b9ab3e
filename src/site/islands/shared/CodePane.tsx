/** One file: its text as the page shipped it, then the editor in the same place. */
import type { ReadonlySignal } from '@preact/signals'
import { useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Document } from './document.ts'
import type { EditorHandle, LineMark } from './editor.ts'
import { whenIdle } from './idle.ts'

type Props = {
  file: string
  label: string
  /** Null while the page is only HTML. */
  document: Document | null
  starter: string
  shown: boolean
  marks: ReadonlySignal<LineMark[]>
  onRun?: () => void
  onStop?: () => void
  /** Brings this pane to the front. */
  onShow?: () => void
  /** The code, highlighted, as the page shipped it. */
  children?: ComponentChildren
}

export function CodePane({ file, label, document, starter, shown, marks, onRun, onStop, onShow, children }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorHandle | null>(null)
  const state = useSignal<'plain' | 'loading' | 'open'>('plain')
  const focusWanted = useRef(false)
  const actions = useRef({ onRun, onStop, onShow })
  actions.current = { onRun, onStop, onShow }

  const open = () => {
    if (!document || state.peek() !== 'plain') return
    state.value = 'loading'
    import('./editor.ts')
      .then(({ openEditor }) => {
        if (!place.current) return
        editor.current = openEditor({
          parent: place.current,
          text: document.text,
          label,
          target: document.target,
          starter: document.starter,
          onShow: () => actions.current.onShow?.(),
          onText: (text) => document.type(text),
          onBlur: () => document.flush(),
          onRun: () => actions.current.onRun?.(),
          onStop: () => actions.current.onStop?.(),
        })
        state.value = 'open'
        if (focusWanted.current) editor.current.focus()
      })
      // Out of reach: the code stays readable, and the next touch tries again.
      .catch(() => {
        state.value = 'plain'
      })
  }

  useEffect(() => {
    if (!document) return
    const calledOff = whenIdle(open)
    return () => {
      calledOff()
      editor.current?.destroy()
      editor.current = null
    }
  }, [document])
  useSignalEffect(() => {
    const text = document?.state.value.text
    const opened = state.value === 'open'
    if (opened && text !== undefined) editor.current?.setText(text)
  })
  useSignalEffect(() => {
    const wanted = marks.value
    if (state.value === 'open') editor.current?.setMarks(wanted)
  })

  const text = document?.state.value.text ?? starter
  return (
    <div class="code" data-file={file} data-editor={state.value} hidden={!shown}>
      {/* biome-ignore lint/a11y/useSemanticElements: a named place that scrolls, not a form's group */}
      <div
        class="plain"
        role="group"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls sideways, and opens the editor by keyboard
        tabIndex={0}
        hidden={state.value === 'open'}
        onPointerDown={() => {
          focusWanted.current = true
          open()
        }}
        onFocus={() => {
          focusWanted.current = true
          open()
        }}
      >
        {children && text === starter ? children : <Plain text={text} />}
      </div>
      <div class="editor" ref={place} />
    </div>
  )
}

function Plain({ text }: { text: string }) {
  return (
    <pre>
      <code>{text}</code>
    </pre>
  )
}
