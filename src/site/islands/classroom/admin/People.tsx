/** People of the server: find somebody, and what one can do for them. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { Cohort } from '../../../../protocol/classroom/cohorts.ts'
import {
  PEOPLE_LIMITS,
  type PeopleFound,
  type PersonEntry,
  type WhoIAm,
} from '../../../../protocol/classroom/people.ts'
import { submitting } from '../Door.tsx'
import { Box, Problem, Text } from '../parts.tsx'
import { useAsked } from '../use.ts'
import type { ClassWords } from '../words/index.ts'
import { ownZone, whenIn } from '../zone.ts'
import { OnePerson } from './OnePerson.tsx'
import type { AdminWords } from './words.ts'

export type Own = { locale: Locale; words: ClassWords; own: AdminWords }
/** From the last key until it is looked for, ms. */
const PAUSE_MS = 250

export function People({ me, locale, words, own }: Own & { me: WhoIAm }) {
  const [typed, setTyped] = useState('')
  const [said, setSaid] = useState('')
  const [open, setOpen] = useState<string | null>(null)
  const [gone, setGone] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const asked = useAsked<PeopleFound>(`people?q=${encodeURIComponent(said)}`)
  const cohorts = useAsked<{ cohorts: Cohort[] }>('all-cohorts')
  // What was found stays while the next is looked for.
  const last = useRef<PeopleFound | null>(null)
  last.current = asked.data ?? last.current
  const { people, total } = last.current ?? { people: [], total: 0 }
  return (
    <div class="stack">
      <form class="findperson" onSubmit={submitting(() => setSaid(typed.trim()))}>
        <Text label={own.find} hint={own.findHint} value={typed} onValue={setTyped} maxLength={PEOPLE_LIMITS.query} />
      </form>
      {gone !== '' && <p role="status">{gone}</p>}
      <Problem problem={asked.problem ?? cohorts.problem} words={words} />
      <Box title={own.tabs.people} count={last.current ? own.found(people.length, total) : ''}>
        {last.current && people.length === 0 && <p class="pad">{own.nobody}</p>}
        <ul class="everybody">
          {people.map((person) => (
            <li key={person.id}>
              <Line {...{ person, locale, words, own }} open={open === person.id} onOpen={setOpen} />
              {open === person.id && (
                <OnePerson
                  {...{ me, person, locale, words, own }}
                  cohorts={cohorts.data?.cohorts ?? []}
                  onChanged={asked.again}
                  onGone={(sentence) => {
                    setOpen(null)
                    setGone(sentence)
                    void asked.again()
                  }}
                />
              )}
            </li>
          ))}
        </ul>
      </Box>
    </div>
  )
}

type LineProps = Own & { person: PersonEntry; open: boolean; onOpen(id: string | null): void }

function Line({ person, locale, words, own, open, onOpen }: LineProps) {
  const { id, name, handle, email, admin, active, seenAt, cohorts } = person
  return (
    <div class="line">
      <span class="who">
        <b>{name}</b> <span class="mono">{handle}</span>
        {admin && <span class="flag">{own.admin}</span>}
        {!active && <span class="flag off">{own.inactive}</span>}
        <small>
          {email && `${email} · `}
          {own.seen(seenAt === null ? own.never : whenIn(seenAt, ownZone(), locale))}
        </small>
        {cohorts.length > 0 && (
          <small>{own.in(cohorts.map(({ title, role }) => own.classAs(title, words.roles[role])).join(' · '))}</small>
        )}
      </span>
      <button class="btn" type="button" aria-expanded={open} onClick={() => onOpen(open ? null : id)}>
        {own.manage}
        <span class="sr"> ({name})</span>
      </button>
    </div>
  )
}
