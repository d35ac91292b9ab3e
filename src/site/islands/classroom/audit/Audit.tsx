/** The audit trail: of a class, of one person, or of the whole server. Newest first, older ones on request. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { AuditAction, AuditEntry, AuditTrail } from '../../../../protocol/classroom/audit.ts'
import { call } from '../api.ts'
import { Box, Problem } from '../parts.tsx'
import { useActing, useAsked } from '../use.ts'
import type { ClassWords } from '../words/index.ts'
import { whenIn } from '../zone.ts'
import { type AuditWords, auditWords } from './words.ts'

/** `path`: without a query, or with one that goes on. */
type Props = { path: string; zone: string; locale: Locale; words: ClassWords }

export function Audit({ path, zone, locale, words }: Props) {
  const own = auditWords[locale]
  const asked = useAsked<AuditTrail>(path)
  const { busy, problem, run } = useActing()
  const { entries, more } = asked.data ?? { entries: [], more: false }
  const older = () =>
    run(async () => {
      const next = `${path}${path.includes('?') ? '&' : '?'}before=${entries.at(-1)!.seq}`
      const told = await call<AuditTrail>('GET', next)
      asked.put({ entries: [...entries, ...told.entries], more: told.more })
    })
  return (
    <Box title={own.title} {...(asked.data && { count: more ? `${entries.length}+` : entries.length })}>
      <Problem problem={problem ?? asked.problem} words={words} />
      {asked.data && entries.length === 0 && <p class="pad">{own.none}</p>}
      {entries.length > 0 && (
        <div class="wide">
          <table class="rows audit">
            <thead>
              <tr>
                <th scope="col">{own.when}</th>
                <th scope="col">{own.who}</th>
                <th scope="col">{own.what}</th>
                <th scope="col">{own.of}</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Entry key={entry.seq} {...{ entry, zone, locale, own }} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more && (
        <p class="pad">
          <button class="btn" type="button" disabled={busy} onClick={() => void older()}>
            {own.older}
          </button>
        </p>
      )}
    </Box>
  )
}

type EntryProps = { entry: AuditEntry; zone: string; locale: Locale; own: AuditWords }

function Entry({ entry, zone, locale, own }: EntryProps) {
  const { at, by, cohort, action, subject, subjectName, detail } = entry
  const has = typeof detail === 'object' && detail !== null && Object.keys(detail).length > 0
  const [shown, setShown] = useState(false)
  return (
    <tr>
      <td class="when">{whenIn(at, zone, locale)}</td>
      <th scope="row">{by === null ? own.program : (by.name ?? own.gone)}</th>
      <td>
        {own.actions[action as AuditAction] ?? action}
        {cohort && <small>{cohort.title}</small>}
      </td>
      <td>
        {subjectName ?? (cohort?.id === subject ? cohort.title : <span class="mono">{subject}</span>)}
        {has && (
          <details onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
            <summary>{own.detail}</summary>
            {shown && <pre>{JSON.stringify(detail, null, 2)}</pre>}
          </details>
        )}
      </td>
    </tr>
  )
}
