/** Members and their roles, sign-in links, and join codes. */
import { useState } from 'preact/hooks'
import { CODE_DEFAULTS, COHORT_LIMITS, type JoinCode, type Member } from '../../../../protocol/classroom/cohorts.ts'
import { type CohortRole, type MadeLink, ROLES } from '../../../../protocol/classroom/people.ts'
import { call, pageAt } from '../api.ts'
import { Copied } from '../Copied.tsx'
import { submitting } from '../Door.tsx'
import { Box, Choice, Problem, Text } from '../parts.tsx'
import { type Asked, useActing, useAsked } from '../use.ts'
import { whenIn } from '../zone.ts'
import type { InCohort } from './in-cohort.ts'
import { Roster } from './roster/Roster.tsx'

export function People(all: InCohort) {
  const members = useAsked<{ members: Member[] }>(`${all.base}/members`)
  return (
    <div class="stack">
      {all.mayChange && <Codes {...all} />}
      {all.mayChange && <Roster {...all} onChanged={members.again} />}
      <Members {...all} asked={members} />
    </div>
  )
}

type MembersProps = InCohort & { asked: Asked<{ members: Member[] }> }

function Members({ base, cohort, me, mayChange, locale, words, asked }: MembersProps) {
  const [link, setLink] = useState<{ name: string; made: MadeLink } | null>(null)
  const { busy, problem, run } = useActing()
  const act = (action: () => Promise<unknown>) => void run(() => action().then(asked.again))
  const members = asked.data?.members ?? []
  return (
    <Box title={words.members} count={members.length}>
      {link && (
        <div class="pad made" role="status">
          <p>{words.linkMade(link.name, whenIn(link.made.expiresAt, cohort.timeZone, locale))}</p>
          <Copied text={link.made.url} words={words} />
        </div>
      )}
      <Problem problem={problem ?? asked.problem} words={words} />
      <div class="wide">
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              <th scope="col">{words.handle}</th>
              <th scope="col">{words.role}</th>
              <th scope="col">{words.joined}</th>
              {mayChange && <td />}
            </tr>
          </thead>
          <tbody>
            {members.map(({ id, name, handle, email, role, joinedAt, claimed }) => (
              <tr key={id}>
                <th scope="row">
                  {name}
                  {email && <small>{email}</small>}
                </th>
                <td class="mono">{handle}</td>
                <td>
                  {mayChange ? (
                    <select
                      aria-label={words.changeRole(name)}
                      value={role}
                      disabled={busy}
                      onChange={({ currentTarget }) =>
                        act(() => call('PATCH', `${base}/members/${id}`, { role: currentTarget.value }))
                      }
                    >
                      {ROLES.map((one) => (
                        <option key={one} value={one}>
                          {words.roles[one]}
                        </option>
                      ))}
                    </select>
                  ) : (
                    words.roles[role]
                  )}
                </td>
                <td class="when">
                  {whenIn(joinedAt, cohort.timeZone, locale)}
                  {!claimed && <small>{words.notYet}</small>}
                </td>
                {mayChange && (
                  <td class="n">
                    {id !== me.id && (
                      <span class="rowacts">
                        <button
                          class="btn quiet"
                          type="button"
                          disabled={busy}
                          onClick={() =>
                            act(async () =>
                              setLink({ name, made: await call<MadeLink>('POST', `${base}/members/${id}/link`) }),
                            )
                          }
                        >
                          {words.personalLink}
                          <span class="sr"> ({name})</span>
                        </button>
                        <button
                          class="btn quiet"
                          type="button"
                          disabled={busy}
                          onClick={() => {
                            if (confirm(words.removeMemberSure(name)))
                              act(() => call('DELETE', `${base}/members/${id}`))
                          }}
                        >
                          {words.removeMember}
                          <span class="sr"> ({name})</span>
                        </button>
                      </span>
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Box>
  )
}

function Codes({ base, cohort, locale, words }: InCohort) {
  const asked = useAsked<{ codes: JoinCode[] }>(`${base}/codes`)
  const [role, setRole] = useState<CohortRole>(CODE_DEFAULTS.role)
  const [uses, setUses] = useState(`${CODE_DEFAULTS.uses}`)
  const [days, setDays] = useState(`${CODE_DEFAULTS.days}`)
  const { busy, problem, run } = useActing()
  const act = (action: () => Promise<unknown>) => void run(() => action().then(asked.again))
  const now = Date.now()
  const valid =
    asked.data?.codes.filter((one) => one.revokedAt === null && one.usesLeft > 0 && one.expiresAt > now) ?? []
  return (
    <Box title={words.codes} count={valid.length}>
      {asked.data && valid.length === 0 && <p class="pad">{words.noCodes}</p>}
      <ul class="codes">
        {valid.map(({ code, role: as, usesLeft, expiresAt }) => (
          <li key={code}>
            <b class="code">{code}</b>
            <span>
              {words.roles[as]} · {words.usesLeft(usesLeft)} · {words.until(whenIn(expiresAt, cohort.timeZone, locale))}
              <small>{words.joinAddress}</small>{' '}
              <Copied text={`${location.origin}${pageAt('class/join/')}#${code}`} words={words} />
            </span>
            <span class="rowacts">
              <button
                class="btn"
                type="button"
                disabled={busy}
                onClick={() => act(() => call('POST', `${base}/codes/${code}/rotate`))}
              >
                {words.rotate}
                <span class="sr"> {code}</span>
              </button>
              <button
                class="btn quiet"
                type="button"
                disabled={busy}
                onClick={() => act(() => call('DELETE', `${base}/codes/${code}`))}
              >
                {words.revoke}
                <span class="sr"> {code}</span>
              </button>
            </span>
          </li>
        ))}
      </ul>
      <form
        class="pad"
        onSubmit={submitting(() =>
          act(() => call('POST', `${base}/codes`, { role, uses: Number(uses), days: Number(days) })),
        )}
      >
        <div class="fields">
          <Choice<CohortRole>
            label={words.role}
            value={role}
            of={ROLES.map((one) => [one, words.roles[one]] as const)}
            onValue={setRole}
          />
          <Text
            label={words.uses}
            type="number"
            min={1}
            max={COHORT_LIMITS.uses}
            value={uses}
            onValue={setUses}
            required
            wrong={problem?.where === 'uses'}
          />
          <Text
            label={words.days}
            type="number"
            min={1}
            max={COHORT_LIMITS.days}
            value={days}
            onValue={setDays}
            required
            wrong={problem?.where === 'days'}
          />
          <button class="btn go" type="submit" disabled={busy}>
            {words.newCode}
          </button>
        </div>
        <Problem problem={problem ?? asked.problem} words={words} />
      </form>
    </Box>
  )
}
