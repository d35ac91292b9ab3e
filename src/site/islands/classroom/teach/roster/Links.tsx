/** Personal links, told this once: each to be copied, all as a table, or on paper to be cut up. */
import { useState } from 'preact/hooks'
import type { RosterLinks } from '../../../../../protocol/classroom/roster.ts'
import { save } from '../../../shared/save.ts'
import { Copied } from '../../Copied.tsx'
import { whenIn } from '../../zone.ts'
import type { InCohort } from '../in-cohort.ts'
import { printOnly } from './paper.ts'
import type { RosterWords } from './words.ts'

type Props = InCohort & { links: RosterLinks; own: RosterWords; onHide(): void }

export function Links({ links: { file, csv, count, until, people }, cohort, locale, own, onHide }: Props) {
  const [copied, setCopied] = useState(false)
  const when = whenIn(until, cohort.timeZone, locale)
  const all = people.map(({ name, url }) => `${name}\t${url}`).join('\n')
  return (
    <section class="pad made links" aria-label={own.linksTitle}>
      <p role="status">{own.linksAbout(count, when)}</p>
      <p class="acts">
        <button
          class="btn"
          type="button"
          onClick={() => save(new Blob([csv], { type: 'text/csv;charset=utf-8' }), file)}
        >
          {own.save}
        </button>
        <button class="btn" type="button" onClick={() => printOnly('links')}>
          {own.print}
        </button>
        {navigator.clipboard && (
          <button
            class="btn"
            type="button"
            onClick={() => void navigator.clipboard.writeText(all).then(() => setCopied(true))}
          >
            {own.copyAll}
          </button>
        )}
        <span role="status">{copied ? own.copied : ''}</span>
        <button class="btn quiet" type="button" onClick={onHide}>
          {own.linksHide}
        </button>
      </p>
      <ul class="linkcards" data-paper="links">
        {people.map(({ name, handle, url }) => (
          <li key={url}>
            <b>{name}</b>{' '}
            <small>
              {own.signInName}: <span class="mono">{handle}</span>
            </small>
            <Copied text={url} words={own} of={name} />
            <small class="onpaper">
              {cohort.title} · {when}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
