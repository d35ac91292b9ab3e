/** The definition: a name, a byte order, and the fields in the order of the wire. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Edit } from '../../../workbench/edit.ts'
import { type Definition, FRAME_LIMITS, KINDS, type Kind } from '../../../workbench/frame.ts'
import type { Problem } from '../../../workbench/plan.ts'
import { Choice, TextField } from './Choice.tsx'
import { useDrag } from './drag.ts'
import { calledIn, FieldRow } from './FieldRow.tsx'
import type { WorkbenchWords } from './words.ts'

type Props = {
  definition: Definition
  problems: readonly Problem[]
  words: WorkbenchWords
  onEdit: (edit: Edit) => void
}

export function Fields({ definition, problems, words, onEdit }: Props) {
  const { fields } = definition
  const [adding, setAdding] = useState<Kind>('uint')
  /** Where a field went, for screen readers. */
  const [moved, setMoved] = useState('')
  const list = useRef<HTMLOListElement>(null)
  /** After a move or removal the focus stays with the field, or goes to its neighbour. */
  const focus = useRef<string | null>(null)
  useEffect(() => {
    if (focus.current === null) return
    const [at, what] = focus.current.split(' ')
    focus.current = null
    const row = list.current?.children[Number(at)]
    const wanted = row?.querySelector<HTMLElement>(`[data-act="${what}"]:not(:disabled)`)
    ;(wanted ?? row?.querySelector<HTMLElement>('[data-act]:not(:disabled)'))?.focus()
  })
  const { drag, take } = useDrag(list, (from, to) => {
    setMoved(words.moved(calledIn(fields, from, words), to + 1, fields.length))
    onEdit({ type: 'move', from, to })
  })
  const ofFrame = problems.filter(({ at }) => at === null)
  return (
    <section class="panel" aria-labelledby="wb-frame">
      <h2 id="wb-frame">{words.frame}</h2>
      <div class="fields">
        <TextField
          label={words.frameName}
          value={definition.name}
          most={FRAME_LIMITS.name}
          invalid={ofFrame.some(({ code }) => code === 'frame-name')}
          describedBy="wb-frame-problem"
          onInput={(name) => onEdit({ type: 'frame', name })}
        />
        <fieldset class="choices">
          <legend>{words.order}</legend>
          {(['be', 'le'] as const).map((order) => (
            <label key={order}>
              <input
                type="radio"
                name="wb-order"
                checked={definition.order === order}
                onChange={() => onEdit({ type: 'order', order })}
              />
              <span>{words[order]}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <p class="bad" id="wb-frame-problem">
        {ofFrame.map((problem) => words.problem(problem)).join(' ')}
      </p>
      <h3>{words.fields}</h3>
      <ol class="rows" ref={list}>
        {fields.map((field, at) => (
          <FieldRow
            // By place: a name changes while it is typed.
            key={at}
            field={field}
            at={at}
            fields={fields}
            problems={problems.filter((problem) => problem.at === at)}
            words={words}
            drag={drag}
            onTake={(event) => take(event, at)}
            onEdit={(edit) => {
              const called = calledIn(fields, at, words)
              if (edit.type === 'up') setMoved(words.moved(called, at, fields.length))
              if (edit.type === 'down') setMoved(words.moved(called, at + 2, fields.length))
              if (edit.type === 'up') focus.current = `${at - 1} up`
              if (edit.type === 'down') focus.current = `${at + 1} down`
              if (edit.type === 'remove') focus.current = `${Math.min(at, fields.length - 2)} remove`
              onEdit(edit)
            }}
          />
        ))}
      </ol>
      <p class="sr" role="status">
        {moved}
      </p>
      <div class="fields add">
        <Choice
          label={words.addKind}
          value={adding}
          options={KINDS.map((kind) => ({ value: kind, text: words.kinds[kind] }))}
          onChange={setAdding}
        />
        <button
          type="button"
          class="btn"
          disabled={fields.length >= FRAME_LIMITS.fields}
          onClick={() => {
            focus.current = `${fields.length} name`
            onEdit({ type: 'add', kind: adding })
          }}
        >
          {words.addField}
        </button>
      </div>
      <p class="hintline">{words.bytesHint}</p>
    </section>
  )
}
