/** What a roster would do: how many of each, errors by row, and every change. */
import type { RosterEntry, RosterPreview } from '../../../../../protocol/classroom/roster.ts'
import type { ClassWords } from '../../words/index.ts'
import type { RosterWords } from './words.ts'

type Props = {
  preview: RosterPreview
  busy: boolean
  own: RosterWords
  words: ClassWords
  onApply(): void
  onCancel(): void
}

const KINDS = ['new', 'joins', 'changed', 'leaves', 'unchanged', 'absent'] as const

export function Preview({ preview, busy, own, words, onApply, onCancel }: Props) {
  const { hash, counts, entries, errors, errorCount, notes } = preview
  const told = KINDS.filter((kind) => counts[kind] > 0).map((kind) => own.counts[kind](counts[kind]))
  return (
    <div class="pad made roster">
      <p role="status" class="sum">
        {errorCount > 0 ? own.errors(errorCount) : entries.length === 0 ? own.same : told.join(' · ')}
        {errorCount > errors.length && ` ${own.errorsMore(errors.length)}`}
      </p>
      {notes.map((note) => (
        <p key={note} class="hint">
          {note}
        </p>
      ))}
      {errors.length > 0 && (
        <div class="wide">
          <table class="rows">
            <thead>
              <tr>
                <th scope="col">{own.row}</th>
                <th scope="col">{own.column}</th>
                <th scope="col">{own.problem}</th>
              </tr>
            </thead>
            <tbody>
              {errors.map(({ row, column, code, message }, at) => (
                <tr key={at}>
                  <th scope="row" class="num">
                    {row}
                  </th>
                  <td class="mono">{column ?? ''}</td>
                  <td>
                    {message} <code>{code}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {errorCount === 0 && entries.length > 0 && <Entries {...{ entries, own, words }} />}
      <p class="acts">
        {hash !== null && entries.length > 0 && (
          <button class="btn go" type="button" disabled={busy} onClick={onApply}>
            {own.apply}
          </button>
        )}
        <button class="btn quiet" type="button" onClick={onCancel}>
          {own.cancel}
        </button>
      </p>
    </div>
  )
}

function Entries({ entries, own, words }: { entries: RosterEntry[]; own: RosterWords; words: ClassWords }) {
  const value = (field: string, text: string | null) =>
    text === null || text === '' ? own.none : field === 'role' && text in words.roles ? roleWord(words, text) : text
  return (
    <div class="wide entries">
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{own.row}</th>
            <th scope="col">{own.change}</th>
            <th scope="col">{words.name}</th>
            <th scope="col">{words.role}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ row, kind, name, email, role, changes }, at) => (
            <tr key={at}>
              <td class="num">{row ?? ''}</td>
              <td>
                <b class={`kind ${kind}`}>{own.kinds[kind]}</b>
                {changes.map(({ field, from, to }) => (
                  <small key={field}>{own.fromTo(own.fields[field], value(field, from), value(field, to))}</small>
                ))}
              </td>
              <th scope="row">
                {name}
                {email && <small>{email}</small>}
              </th>
              <td>{words.roles[role]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function roleWord({ roles }: ClassWords, role: string): string {
  return roles[role as keyof typeof roles]
}
