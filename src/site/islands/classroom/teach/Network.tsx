/** The class network on the live page: opened, for whom, who is in it, what became of what they sent, and all packets. */
import { useState } from 'preact/hooks'
import type { NetworkView } from '../../../../protocol/classroom/network.ts'
import type { LearnerStanding } from '../../../../protocol/classroom/view.ts'
import { call } from '../api.ts'
import { submitting } from '../Door.tsx'
import { useNetwork } from '../network/use-network.ts'
import { networkWords } from '../network/words.ts'
import { Box, Choice, Problem } from '../parts.tsx'
import { useActing } from '../use.ts'
import type { InCohort } from './in-cohort.ts'

type Open = Extract<NetworkView, { open: true }>

export function Network(all: InCohort & { learners: LearnerStanding[] }) {
  const { base, cohort, locale, mayChange, words: common } = all
  const words = networkWords[locale]
  const { view, timeline } = useNetwork(cohort.id)
  const { busy, problem, run } = useActing()
  const path = `${base}/network`
  if (view === null) return null
  return (
    <Box
      title={words.network}
      {...(view.open && { count: view.members.length })}
      acts={
        view.open &&
        mayChange && (
          <button class="btn" type="button" disabled={busy} onClick={() => void run(() => call('DELETE', path))}>
            {words.closeIt}
          </button>
        )
      }
    >
      {!view.open && <p class="pad">{view.possible ? words.closedText : words.impossible}</p>}
      {mayChange && (view.open || view.possible) && (
        <WhoMay
          key={view.open ? view.id : ''}
          {...all}
          view={view}
          busy={busy}
          onSet={(who) => void run(() => call('PUT', path, { who }))}
        />
      )}
      <Problem {...{ problem, words: common }} />
      {view.open && (
        <>
          <Members
            {...all}
            view={view}
            busy={busy}
            onPutOut={(person) => void run(() => call('DELETE', `${path}/members/${person}`))}
          />
          <h3 class="pad">{words.allPackets}</h3>
          {timeline && <timeline.Shown capture={timeline.capture} locale={locale} />}
        </>
      )}
    </Box>
  )
}

type WhoProps = InCohort & {
  learners: LearnerStanding[]
  view: NetworkView
  busy: boolean
  onSet: (who: 'all' | string[]) => void
}

function WhoMay({ learners, locale, view, busy, onSet }: WhoProps) {
  const words = networkWords[locale]
  const known = view.open ? (view.who ?? 'all') : 'all'
  const [which, setWhich] = useState<'all' | 'some'>(known === 'all' ? 'all' : 'some')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(known === 'all' ? [] : known))
  const toggle = (person: string, on: boolean) => {
    const next = new Set(chosen)
    if (on) next.add(person)
    else next.delete(person)
    setChosen(next)
  }
  return (
    <form class="pad" onSubmit={submitting(async () => onSet(which === 'all' ? which : [...chosen]))}>
      <Choice<'all' | 'some'>
        label={words.whoMay}
        value={which}
        of={[
          ['all', words.all],
          ['some', words.some],
        ]}
        onValue={setWhich}
      />
      {which === 'some' && (
        <ul class="checks">
          {learners.map(({ person, name }) => (
            <li key={person}>
              <label>
                <input
                  type="checkbox"
                  checked={chosen.has(person)}
                  onChange={({ currentTarget }) => toggle(person, currentTarget.checked)}
                />{' '}
                {name}
              </label>
            </li>
          ))}
        </ul>
      )}
      <p class="acts">
        <button class="btn" type="submit" disabled={busy}>
          {view.open ? words.setWho : words.openIt}
        </button>
      </p>
    </form>
  )
}

type MembersProps = InCohort & { view: Open; busy: boolean; onPutOut: (person: string) => void }

function Members({ locale, words: common, view, busy, onPutOut }: MembersProps) {
  const words = networkWords[locale]
  if (view.members.length === 0) return <p class="pad">{words.nobody}</p>
  return (
    <table class="rows netrows">
      <thead>
        <tr>
          <th scope="col">{words.host}</th>
          <th scope="col">{words.person}</th>
          <th scope="col">{common.lab}</th>
          <th scope="col">{words.sent}</th>
          <th scope="col">{words.droppedHead}</th>
          <th scope="col">
            <span class="sr">{words.putOut}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {view.members.map(({ host, address, name, person, lab, traffic }) => (
          <tr key={host} data-host={host}>
            <th scope="row" class="mono">
              {host} <small>{address}</small>
            </th>
            <td>{name}</td>
            <td class="mono">{lab}</td>
            <td>{traffic && words.frames(traffic.frames, traffic.bytes)}</td>
            <td>{traffic && words.drops(traffic.overLimit, traffic.spoofed, traffic.refused)}</td>
            <td>
              <button class="btn" type="button" disabled={busy} onClick={() => person && onPutOut(person)}>
                {words.putOut}
                <span class="sr"> ({name})</span>
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
