/**
 * Learners' texts. Every text that arrives is stored, also one that is refused: a conflict stores it beside the head.
 * An event `saved` is sent only when the store has the text.
 */
import type { Files } from '../../course/load.ts'
import type { Target } from '../../protocol/messages.ts'
import type { StoredText } from '../store/store.ts'
import { type Facts, keyOf, type MessageOf, type Operation, type SessionState } from './state.ts'
import type { Step } from './step.ts'

export function edit(step: Step, from: string, { target, text, base }: MessageOf<'edit'>): Step {
  const head = step.state.texts[keyOf(target)]
  if (head?.text === text) return step.emit({ type: 'saved', saved: savedOf(head), by: from })
  // One's own earlier edit, not yet answered, is no conflict: base is then older than the head, and that is fine.
  const aside = head !== undefined && base < head.revision && head.by !== from
  return step.effect({ type: 'save', connection: from, target, text, by: from, aside, ...writer(step, from) })
}

/** Back to the text as shipped, as a new version: what was there stays in the history. */
export function reset(step: Step, from: string, { target }: MessageOf<'reset'>, { lab, exercise }: Facts): Step {
  const text = (target.kind === 'lab' ? lab!.files : exercise!.starter)[target.file]!
  return step.effect({ type: 'save', connection: from, target, text, by: 'reset', aside: false, ...writer(step, from) })
}

function writer({ state }: Step, from: string): { byPerson?: string } {
  const id = state.connections[from]?.guest?.id
  return id === undefined ? {} : { byPerson: id }
}

export function history(step: Step, from: string, { target }: MessageOf<'history'>): Step {
  return step.effect({ type: 'history', to: from, target })
}

/** Heads that are newer than those known, e.g. of a lab that another lesson shows too: every tab hears of them. */
export function learned(step: Step, texts: StoredText[]): Step {
  for (const text of texts) {
    const known = step.state.texts[keyOf(text.target)]
    if (known && known.revision >= text.revision) continue
    step.set({ texts: { ...step.state.texts, [keyOf(text.target)]: text } })
    step.emit({ type: 'saved', saved: savedOf(text), by: text.by })
  }
  return step
}

export function stored(step: Step, { connection, saved, aside }: Extract<Operation, { type: 'stored' }>): Step {
  const { target } = saved
  if (!aside) {
    step.set({ texts: { ...step.state.texts, [keyOf(target)]: saved } })
    return step.emit({ type: 'saved', saved: savedOf(saved), by: saved.by })
  }
  return step.send(connection, {
    type: 'refused',
    code: 'EDIT_CONFLICT',
    message: `${target.file} was changed in another tab since; your text is kept as version ${saved.revision}`,
    of: 'edit',
    target,
    kept: saved.revision,
  })
}

export function notSaved(step: Step, { connection, target, problem }: Extract<Operation, { type: 'notSaved' }>): Step {
  step.emit({ type: 'problem', ...problem, [target.kind]: target.id })
  return step.send(connection, { type: 'refused', code: 'NOT_SAVED', message: problem.message, of: 'edit', target })
}

/** The learner's texts of these files, the course's own where there is none. */
export function currentFiles(state: SessionState, kind: Target['kind'], id: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file, state.texts[keyOf({ kind, id, file })]?.text ?? text]),
  )
}

/** File -> when its head was written, null for a text as shipped. */
export function versionsOf(state: SessionState, kind: Target['kind'], id: string, files: Files) {
  return Object.fromEntries(
    Object.keys(files).map((file) => [file, state.texts[keyOf({ kind, id, file })]?.at ?? null]),
  )
}

/** File -> revision of the head, 0 for a text as shipped. */
export function revisionsOf(state: SessionState, id: string, files: Iterable<string>): Record<string, number> {
  return Object.fromEntries(
    [...files].map((file) => [file, state.texts[keyOf({ kind: 'lab', id, file })]?.revision ?? 0]),
  )
}

/** Who wrote it is told with the history alone. */
export function savedOf({ by: _, byPerson: __, ...saved }: SessionState['texts'][string]) {
  return saved
}
