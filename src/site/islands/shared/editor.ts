/** The code editor: CodeMirror in a chunk of its own, loaded when the page is idle or the code gets the focus. */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import {
  Annotation,
  Compartment,
  EditorState,
  Prec,
  RangeSet,
  StateEffect,
  StateField,
  type Text,
} from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  GutterMarker,
  gutter,
  keymap,
  lineNumbers,
  WidgetType,
} from '@codemirror/view'
import type { Target } from '../../../protocol/messages.ts'
import { look } from './editor-look.ts'
import { guestLock } from './guest-lock.ts'
import { chosenKeys } from './keys/chosen.ts'
import { keysLine, keysTheme } from './keys/menu.ts'
import { starterWatch } from './starter/watch.ts'
import { keeper } from './versions/keeper.ts'

/** A mark on one line. `write`: the line that wrote bytes of this colour; `error`: where the program fell over. */
export type LineMark = {
  /** From 1. */
  line: number
  kind: 'write' | 'error' | 'waiting' | 'lit'
  /** Shown behind the line. */
  text?: string
  /** w1–w6, for `write`. */
  colours?: number[]
}

export type EditorHandle = {
  setText(text: string): void
  setMarks(marks: LineMark[]): void
  focus(): void
  destroy(): void
}

export type EditorOptions = {
  parent: HTMLElement
  text: string
  label: string
  readOnly?: boolean
  /** Which text of the course this is: then the language server helps with it, when it is in reach. */
  target?: Target
  /** The course's own text of it. */
  starter?: string
  /** Brings this editor to the front, when another one's text leads here. */
  onShow?(): void
  onText(text: string): void
  onBlur(): void
  onRun?(): void
  onStop?(): void
}

const fromOutside = Annotation.define<boolean>()
const marksEffect = StateEffect.define<LineMark[]>()

const marksField = StateField.define<{ lines: DecorationSet; gutter: RangeSet<GutterMarker> }>({
  create: () => ({ lines: Decoration.none, gutter: RangeSet.empty }),
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(marksEffect)) return drawn(effect.value, transaction.newDoc)
    if (!transaction.docChanged) return value
    return { lines: value.lines.map(transaction.changes), gutter: value.gutter.map(transaction.changes) }
  },
  provide: (field) => EditorView.decorations.from(field, ({ lines }) => lines),
})

class Badge extends GutterMarker {
  override readonly elementClass: string
  constructor(elementClass: string) {
    super()
    this.elementClass = elementClass
  }
  override eq(other: Badge): boolean {
    return other.elementClass === this.elementClass
  }
}

class Note extends WidgetType {
  readonly mark: LineMark
  constructor(mark: LineMark) {
    super()
    this.mark = mark
  }
  override eq({ mark }: Note): boolean {
    return (
      mark.text === this.mark.text && mark.kind === this.mark.kind && String(mark.colours) === String(this.mark.colours)
    )
  }
  override toDOM(): HTMLElement {
    const note = document.createElement('span')
    note.className = `line-note ${this.mark.kind}`
    for (const colour of this.mark.colours ?? []) {
      const chip = document.createElement('b')
      chip.className = `chip w${colour}`
      chip.textContent = `w${colour}`
      note.append(chip)
    }
    note.append(this.mark.text ?? '')
    return note
  }
  override ignoreEvent(): boolean {
    return true
  }
}

function drawn(marks: LineMark[], doc: Text): { lines: DecorationSet; gutter: RangeSet<GutterMarker> } {
  const within = marks.filter(({ line }) => line >= 1 && line <= doc.lines)
  const lines = within.flatMap((mark) => {
    const line = doc.line(mark.line)
    const classes = `mark-${mark.kind}${mark.colours?.length ? ` w${mark.colours[0]}` : ''}`
    const whole = Decoration.line({ class: classes }).range(line.from)
    if (mark.text === undefined && !mark.colours?.length) return [whole]
    // A message is longer than what is left beside the code: it stands below.
    const block = mark.kind === 'error'
    return [whole, Decoration.widget({ widget: new Note(mark), side: 1, block }).range(line.to)]
  })
  const badges = within
    .filter(({ kind }) => kind !== 'lit')
    .map((mark) => {
      const colour = mark.colours?.length ? ` w${mark.colours[0]}` : ''
      return new Badge(`badge-${mark.kind}${colour}`).range(doc.line(mark.line).from)
    })
  return { lines: Decoration.set(lines, true), gutter: RangeSet.of(badges, true) }
}

/**
 * Escape, then Tab, leaves the editor by keyboard, whatever else Escape does: it is heard before those who use it up.
 * For so long Tab is the browser's, ms.
 */
const LEAVING_MS = 2_000
const leaving = EditorView.domEventHandlers({
  keydown: ({ key }, view) => {
    if (key === 'Escape') view.setTabFocusMode(LEAVING_MS)
    return false
  },
})

/** What the language server knows about. */
const TYPED = /\.m?[jt]s$/

export function openEditor(options: EditorOptions): EditorHandle {
  const help = new Compartment()
  const commands = [
    { key: 'Mod-Enter', run: () => did(options.onRun) },
    { key: 'Mod-.', run: () => did(options.onStop) },
  ]
  const { target, starter } = options
  const own = target && starter !== undefined && !options.readOnly ? { target, starter } : null
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        Prec.highest(leaving),
        Prec.highest(chosenKeys(() => options.onBlur())),
        lineNumbers(),
        gutter({ class: 'cm-marks', markers: (one) => one.state.field(marksField).gutter }),
        marksField,
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightSelectionMatches(),
        keymap.of([
          ...commands,
          ...closeBracketsKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...defaultKeymap,
          indentWithTab,
        ]),
        look,
        keysTheme,
        help.of(options.readOnly ? [] : keysLine),
        own ? [keeper(own.target), starterWatch(own.target, own.starter, fromOutside)] : [],
        // The first that is said holds.
        guestLock(),
        EditorState.readOnly.of(options.readOnly ?? false),
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false', tabindex: '0' }),
        EditorView.updateListener.of((update) => {
          const typed = update.transactions.some((one) => one.docChanged && !one.annotation(fromOutside))
          if (typed) options.onText(update.state.doc.toString())
        }),
        EditorView.domEventHandlers({ blur: () => options.onBlur() }),
      ],
    }),
  })
  let destroyed = false
  if (target && TYPED.test(target.file) && !options.readOnly)
    import('./lsp/language.ts').then(
      ({ languageOf }) => {
        const language = languageOf(target, () => options.onShow?.())
        if (!destroyed) view.dispatch({ effects: help.reconfigure(language) })
      },
      () => {}, // out of reach: the editor does without
    )
  return {
    setText(text) {
      const changes = changeTo(view.state.doc.toString(), text)
      if (changes) view.dispatch({ changes, annotations: fromOutside.of(true) })
    },
    setMarks: (marks) => view.dispatch({ effects: marksEffect.of(marks) }),
    focus: () => view.focus(),
    destroy() {
      destroyed = true
      view.destroy()
    },
  }
}

/** What differs, in one piece: who types elsewhere in the text keeps the place. Null: nothing. Pure. */
export function changeTo(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) }
}

function did(action: (() => void) | undefined): boolean {
  action?.()
  return action !== undefined
}
