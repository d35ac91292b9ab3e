/** What an administrator can do for one person. */
import { useState } from 'preact/hooks'
import type { Cohort } from '../../../../protocol/classroom/cohorts.ts'
import type { MadeLink, PersonEntry, WhoIAm } from '../../../../protocol/classroom/people.ts'
import { apiUrl, call } from '../api.ts'
import { Copied } from '../Copied.tsx'
import { submitting } from '../Door.tsx'
import { Choice, Problem } from '../parts.tsx'
import { useActing } from '../use.ts'
import { ownZone, whenIn } from '../zone.ts'
import { Deleting } from './Deleting.tsx'
import type { Own } from './People.tsx'

type Props = Own & {
  me: WhoIAm
  person: PersonEntry
  cohorts: Cohort[]
  onChanged(): Promise<void>
  /** Deleted: what is said of it. */
  onGone(sentence: string): void
}

export function OnePerson({ me, person, cohorts, locale, words, own, onChanged, onGone }: Props) {
  const { id, name, admin, active } = person
  const path = `people/${id}`
  const [link, setLink] = useState<MadeLink | null>(null)
  const [said, setSaid] = useState('')
  const { busy, problem, run } = useActing()
  const act = (action: () => Promise<unknown>, sentence = own.done) =>
    void run(async () => {
      setSaid('')
      setLink(null)
      await action()
      setSaid(sentence)
      await onChanged()
    })
  const makeLink = (way: 'link' | 'reset') =>
    act(async () => setLink(await call<MadeLink>('POST', `${path}/${way}`)), '')
  const change = (what: object) => act(() => call('PATCH', path, what))
  const button = (text: string, onClick: () => void) => (
    <button class="btn" type="button" disabled={busy} onClick={onClick}>
      {text}
    </button>
  )
  return (
    <div class="pad made person">
      <p class="acts">
        {button(own.link, () => makeLink('link'))}
        {button(own.reset, () => {
          if (confirm(own.resetSure(name))) makeLink('reset')
        })}
        {button(own.signOut, () => act(() => call('POST', `${path}/sign-out`), own.signedOut(name)))}
        {admin
          ? button(own.takeAdmin, () => change({ admin: false }))
          : button(own.makeAdmin, () => {
              if (confirm(own.makeAdminSure(name))) change({ admin: true })
            })}
        {active
          ? id !== me.id &&
            button(own.close, () => {
              if (confirm(own.closeSure(name))) change({ active: false })
            })
          : button(own.reopen, () => change({ active: true }))}
      </p>
      {link && (
        <p role="status">
          {own.linkMade(name, whenIn(link.expiresAt, ownZone(), locale))} {own.linkHint}{' '}
          <Copied text={link.url} words={words} of={name} />
        </p>
      )}
      <Instructor
        {...{ person, cohorts, own, busy }}
        onMake={(cohort) => act(() => call('POST', `${path}/instructor`, { cohort }))}
      />
      <p class="acts">
        <a class="btn quiet" href={apiUrl(`${path}/export`)} download>
          {own.export}
        </a>
        <a class="btn quiet" href={`?view=audit&person=${encodeURIComponent(id)}`}>
          {own.trail}
        </a>
      </p>
      <Problem {...{ problem, words }} />
      <p role="status">{said}</p>
      <Deleting {...{ person, words, own, onGone }} />
    </div>
  )
}

type InstructorProps = Pick<Props, 'person' | 'cohorts' | 'own'> & { busy: boolean; onMake(cohort: string): void }

/** Of a class that goes on, and in which they are none yet. */
function Instructor({ person, cohorts, own, busy, onMake }: InstructorProps) {
  const [chosen, setChosen] = useState('')
  const taught = new Set(person.cohorts.filter(({ role }) => role === 'instructor').map(({ id }) => id))
  const possible = cohorts.filter(({ id, archivedAt }) => archivedAt === null && !taught.has(id))
  const cohort = possible.find(({ id }) => id === chosen) ?? possible[0]
  if (!cohort) return null
  return (
    <form onSubmit={submitting(() => onMake(cohort.id))}>
      <div class="fields">
        <Choice
          label={own.instructorOf}
          value={cohort.id}
          of={possible.map(({ id, title }) => [id, title] as const)}
          onValue={setChosen}
        />
        <button class="btn" type="submit" disabled={busy}>
          {own.instructorGo}
        </button>
      </div>
    </form>
  )
}
