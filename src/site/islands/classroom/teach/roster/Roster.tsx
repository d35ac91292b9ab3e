/** A class from a file: choose or paste it, see what it would do, do all of it or nothing; and the class as a file. */
import { useState } from 'preact/hooks'
import {
  ROSTER_HEAD,
  ROSTER_LIMITS,
  type RosterApplied,
  type RosterLinks,
  type RosterPreview,
} from '../../../../../protocol/classroom/roster.ts'
import { apiUrl, call, Refused } from '../../api.ts'
import { submitting } from '../../Door.tsx'
import { Box, Choice, Field, Problem } from '../../parts.tsx'
import { useActing } from '../../use.ts'
import type { InCohort } from '../in-cohort.ts'
import { base64Of } from './base64.ts'
import { Links } from './Links.tsx'
import { Preview } from './Preview.tsx'
import { rosterWords } from './words.ts'

type Absent = 'stay' | 'leave'
/** What was looked at: the same is applied, whatever the fields say meanwhile. */
type Looked = { content: string; absent: Absent; preview: RosterPreview }

export function Roster({ onChanged, ...all }: InCohort & { onChanged(): Promise<void> }) {
  const { base, locale, words } = all
  const own = rosterWords[locale]
  const [file, setFile] = useState<File | null>(null)
  const [text, setText] = useState('')
  const [absent, setAbsent] = useState<Absent>('stay')
  const [looked, setLooked] = useState<Looked | null>(null)
  const [links, setLinks] = useState<RosterLinks | null>(null)
  const [said, setSaid] = useState('')
  const { busy, problem, run } = useActing()

  const look = () =>
    run(async () => {
      setSaid('')
      setLooked(null)
      const blob = text.trim() === '' ? file : new Blob([text])
      if (blob === null) throw new Refused(400, 'ROSTER_NOTHING', own.nothing)
      if (blob.size > ROSTER_LIMITS.bytes)
        throw new Refused(413, 'ROSTER_TOO_LARGE', own.tooLarge(ROSTER_LIMITS.bytes / 2 ** 20))
      const content = await base64Of(blob).catch((error: Error) => {
        throw new Refused(400, 'FILE_UNREADABLE', error.message)
      })
      const preview = await call<RosterPreview>('POST', `${base}/roster/preview`, { content, absent })
      setLooked({ content, absent, preview })
    })
  const apply = ({ preview, ...sent }: Looked) =>
    run(async () => {
      const done = await call<RosterApplied>('POST', `${base}/roster/apply`, { ...sent, hash: preview.hash })
      setLooked(null)
      setText('')
      setSaid(own.applied)
      setLinks(done.links)
      await onChanged()
    })
  const renew = () =>
    run(async () => {
      setSaid('')
      const made = await call<{ links: RosterLinks | null }>('POST', `${base}/roster/links`)
      setLinks(made.links)
      if (made.links === null) setSaid(own.linksNobody)
    })
  return (
    <Box
      title={own.title}
      acts={
        <a class="btn quiet" href={apiUrl(`${base}/roster`)} download="users.csv">
          {own.download}
        </a>
      }
    >
      <form class="pad" onSubmit={submitting(look)}>
        <p class="leadin">{own.about}</p>
        <div class="fields">
          <Field label={own.file}>
            {(id) => (
              <input
                id={id}
                type="file"
                accept=".csv,.txt,text/csv,text/plain"
                onChange={({ currentTarget }) => {
                  setFile(currentTarget.files?.[0] ?? null)
                  setText('')
                }}
              />
            )}
          </Field>
          <Choice<Absent>
            label={own.absent}
            value={absent}
            of={(['stay', 'leave'] as const).map((one) => [one, own.absentOptions[one]] as const)}
            onValue={setAbsent}
          />
        </div>
        <details>
          <summary>{own.paste}</summary>
          <Field label={own.pasted}>
            {(id) => (
              <textarea
                id={id}
                class="mono"
                rows={6}
                spellcheck={false}
                autocomplete="off"
                placeholder={ROSTER_HEAD}
                value={text}
                onInput={({ currentTarget }) => setText(currentTarget.value)}
              />
            )}
          </Field>
        </details>
        <Problem {...{ problem, words }} />
        <p class="acts">
          <button class="btn go" type="submit" disabled={busy}>
            {own.preview}
          </button>
          <button class="btn quiet" type="button" disabled={busy} onClick={() => void renew()}>
            {own.linksNew}
          </button>
          <span role="status">{said}</span>
        </p>
      </form>
      {looked && (
        <Preview
          preview={looked.preview}
          busy={busy}
          own={own}
          words={words}
          onApply={() => void apply(looked)}
          onCancel={() => setLooked(null)}
        />
      )}
      {links && <Links links={links} {...all} own={own} onHide={() => setLinks(null)} />}
    </Box>
  )
}
