/** All classes one teaches; an administrator makes new ones, and may enter the others. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import { type Cohort, isTimeZone } from '../../../../protocol/classroom/cohorts.ts'
import type { WhoIAm } from '../../../../protocol/classroom/people.ts'
import { call, pageAt } from '../api.ts'
import { submitting } from '../Door.tsx'
import { Problem, Text } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import type { ClassWords } from '../words/index.ts'
import { ownZone } from '../zone.ts'
import { go, going, searchOf } from './route.ts'

type Props = { me: WhoIAm; locale: Locale; words: ClassWords }

export function Cohorts({ me, words }: Props) {
  const mine = useAsked<{ cohorts: Cohort[] }>('cohorts')
  const all = useAsked<{ cohorts: Cohort[] }>(me.admin ? 'all-cohorts' : null)
  const { busy, problem, run } = useActing()
  const teaching = mine.data?.cohorts.filter(({ role }) => role !== 'learner') ?? []
  const others = all.data?.cohorts.filter(({ role }) => role === null) ?? []
  const enter = (id: string) =>
    run(async () => {
      await call('POST', `all-cohorts/${id}/enter`)
      go(searchOf({ cohort: id }))
    })
  return (
    <div class="cpage" data-ready={mine.data ? '' : undefined}>
      <div class="chead">
        <h1>{words.yourCohorts}</h1>
        <p class="whoami">
          {words.signedInAs(me.name)} · <a href={pageAt('class/account/')}>{words.account}</a>
          {me.admin && (
            <>
              {' · '}
              <a href={pageAt('class/admin/')}>{words.administration}</a>
            </>
          )}
        </p>
      </div>
      {mine.data && teaching.length === 0 && <p class="leadin">{words.noCohorts}</p>}
      <ul class="cohortlist">
        {teaching.map(({ id, title, timeZone, role, archivedAt }) => (
          <li key={id}>
            <a href={searchOf({ cohort: id })} onClick={going}>
              {title}
            </a>
            <small>
              {[words.roles[role ?? 'instructor'], timeZone, ...(archivedAt === null ? [] : [words.archived])].join(
                ' · ',
              )}
            </small>
          </li>
        ))}
      </ul>
      <Problem problem={problem ?? mine.problem} words={words} />
      {me.admin && <NewCohort words={words} />}
      {others.length > 0 && (
        <>
          <h2>{words.otherCohorts}</h2>
          <p class="leadin">{words.enterText}</p>
          <ul class="cohortlist">
            {others.map(({ id, title }) => (
              <li key={id}>
                <span>{title}</span>
                <button class="btn" type="button" disabled={busy} onClick={() => void enter(id)}>
                  {words.enter}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

function NewCohort({ words }: { words: ClassWords }) {
  const [title, setTitle] = useState('')
  const [timeZone, setTimeZone] = useState(ownZone())
  const { busy, problem, run } = useActing()
  const make = () =>
    run(async () => {
      const { id } = await call<Cohort>('POST', 'cohorts', { title, timeZone })
      go(searchOf({ cohort: id, view: 'people' }))
    })
  return (
    <form class="newcohort" onSubmit={submitting(make)}>
      <h2>{words.newCohort}</h2>
      <div class="fields">
        <Text
          label={words.title}
          value={title}
          onValue={setTitle}
          required
          maxLength={120}
          wrong={problem?.where === 'title'}
        />
        <Zone value={timeZone} onValue={setTimeZone} words={words} />
      </div>
      <Problem {...{ problem, words }} />
      <button class="btn go" type="submit" disabled={busy}>
        {words.make}
      </button>
    </form>
  )
}

/** A name the browser knows, offered while one types. */
export function Zone({ value, onValue, words }: { value: string; onValue(value: string): void; words: ClassWords }) {
  const zones = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  return (
    <div class={`field${isTimeZone(value) ? '' : ' wrong'}`}>
      <label for="class-zone">{words.timeZone}</label>
      <input
        id="class-zone"
        list="class-zones"
        value={value}
        required
        spellcheck={false}
        aria-invalid={!isTimeZone(value) || undefined}
        aria-describedby="class-zone-hint"
        onInput={({ currentTarget }) => onValue(currentTarget.value)}
      />
      <datalist id="class-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <small id="class-zone-hint" class="hint">
        {words.timeZoneHint}
      </small>
    </div>
  )
}
