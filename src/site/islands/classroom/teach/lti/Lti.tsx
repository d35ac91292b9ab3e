/** A class and its learning platform: contexts, links, and the ledger of scores. */
import { useState } from 'preact/hooks'
import type { LtiOfCohort, MembersSynced } from '../../../../../protocol/classroom/lti.ts'
import { call } from '../../api.ts'
import { Box, Problem } from '../../parts.tsx'
import { useActing, useAsked } from '../../use.ts'
import type { InCohort } from '../in-cohort.ts'
import { Ledger } from './Ledger.tsx'
import { ltiWords } from './words.ts'

export function Lti(all: InCohort) {
  const { base, mayChange, titles, locale, words } = all
  const own = ltiWords[locale]
  const asked = useAsked<LtiOfCohort>(`${base}/lti`)
  const [said, setSaid] = useState('')
  const { busy, problem, run } = useActing()
  const { contexts, links } = asked.data ?? { contexts: [], links: [] }
  const sync = () =>
    run(async () => {
      setSaid('')
      setSaid(own.synced(await call<MembersSynced>('POST', `${base}/lti/members`)))
    })
  return (
    <div class="stack">
      <Box title={own.title}>
        <div class="pad">
          <Problem problem={problem ?? asked.problem} words={words} />
          {asked.data && contexts.length === 0 && <p class="leadin">{own.none}</p>}
          <ul>
            {contexts.map(({ platform, context }) => (
              <li key={`${platform} ${context}`}>{own.from(platform, context)}</li>
            ))}
          </ul>
          {contexts.length > 0 && mayChange && (
            <p class="acts">
              {contexts.some(({ members }) => members) ? (
                <button class="btn" type="button" disabled={busy} onClick={() => void sync()}>
                  {own.sync}
                </button>
              ) : (
                own.noSync
              )}
              <span role="status">{said}</span>
            </p>
          )}
        </div>
      </Box>
      {contexts.length > 0 && (
        <Box title={own.links} count={links.length}>
          {links.length === 0 ? (
            <p class="pad">{own.noLinks}</p>
          ) : (
            <ul class="items">
              {links.map(({ id, kind, ref, scores, maxPoints }) => (
                <li key={id}>
                  <span>{kind === 'lesson' ? titles.lesson(ref) : titles.exercise(ref)}</span>
                  <small>{words.kinds[kind]}</small>
                  <span class="n">{scores ? own.sent(maxPoints) : own.notSent}</span>
                </li>
              ))}
            </ul>
          )}
        </Box>
      )}
      {contexts.length > 0 && <Ledger {...all} own={own} />}
    </div>
  )
}
