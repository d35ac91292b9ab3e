/** A class's title, time zone and archiving; and its audit trail. */
import { useState } from 'preact/hooks'
import type { Cohort } from '../../../../protocol/classroom/cohorts.ts'
import { call } from '../api.ts'
import { Audit } from '../audit/Audit.tsx'
import { submitting } from '../Door.tsx'
import { Problem, Text } from '../parts.tsx'
import { useActing } from '../use.ts'
import { Zone } from './Cohorts.tsx'
import type { InCohort } from './in-cohort.ts'

export function Settings({ cohort, base, locale, words, changed }: InCohort) {
  const [title, setTitle] = useState(cohort.title)
  const [timeZone, setTimeZone] = useState(cohort.timeZone)
  const [saved, setSaved] = useState(false)
  const { busy, problem, run } = useActing()
  const change = async (changes: object) =>
    setSaved(await run(async () => changed(await call<Cohort>('PATCH', base, changes))))
  const archived = cohort.archivedAt !== null
  return (
    <div class="stack">
      <form class="settings" onSubmit={submitting(() => change({ title, timeZone }))}>
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
        <p class="acts">
          <button class="btn go" type="submit" disabled={busy}>
            {words.save}
          </button>
          <span role="status">{saved ? words.saved : ''}</span>
        </p>
        <p class="leadin">{words.archiveText}</p>
        <p class="acts">
          <button class="btn" type="button" disabled={busy} onClick={() => void change({ archived: !archived })}>
            {archived ? words.unarchive : words.archive}
          </button>
        </p>
      </form>
      <Audit path={`${base}/audit`} zone={cohort.timeZone} {...{ locale, words }} />
    </div>
  )
}
