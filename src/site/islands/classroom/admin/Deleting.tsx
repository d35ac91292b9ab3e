/** Deleting a person: what would go is told first, and their sign-in name typed once more. */
import { useState } from 'preact/hooks'
import type { PersonAbout, PersonDeleted, PersonEntry } from '../../../../protocol/classroom/people.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { Problem, Text } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import type { ClassWords } from '../words/index.ts'
import type { AdminWords } from './words.ts'

type Props = { person: PersonEntry; words: ClassWords; own: AdminWords; onGone(sentence: string): void }

export function Deleting(props: Props) {
  const [open, setOpen] = useState(false)
  return (
    <details class="ext" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{props.own.delete}</summary>
      {open && <Sure {...props} />}
    </details>
  )
}

function Sure({ person: { id, name, handle }, words, own, onGone }: Props) {
  const about = useAsked<PersonAbout>(`people/${id}/about`)
  const [typed, setTyped] = useState('')
  const { busy, problem, run } = useActing()
  const remove = () =>
    run(async () => {
      const { standIn } = await call<PersonDeleted>('POST', `people/${id}/delete`, { handle: typed })
      onGone(own.deleted(name, standIn))
    })
  return (
    <form class="pad" onSubmit={submitting(remove)}>
      {about.data && (
        <>
          <p>
            {own.deleteText(name)} <span class="mono">{rowsOf(about.data.gone)}</span>
          </p>
          {Object.keys(about.data.unnamed).length > 0 && (
            <p>
              {own.deleteStays} <span class="mono">{rowsOf(about.data.unnamed)}</span>
            </p>
          )}
        </>
      )}
      <Text
        label={own.deleteConfirm(handle)}
        value={typed}
        onValue={setTyped}
        required
        wrong={problem?.where === 'handle'}
      />
      <Problem problem={problem ?? about.problem} words={words} />
      <p class="acts">
        <button class="btn" type="submit" disabled={busy || about.data === null || typed.trim() !== handle}>
          {own.deleteGo}
        </button>
      </p>
    </form>
  )
}

function rowsOf(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([table, n]) => `${table} ${n}`)
    .join(', ')
}
