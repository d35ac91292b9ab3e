/** What opens below a lesson's bar: joining the class network with a lab of this page, who is there, and one's packets. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { NetworkView } from '../../../../protocol/classroom/network.ts'
import { call } from '../api.ts'
import { useNetwork } from '../network/use-network.ts'
import { networkWords } from '../network/words.ts'

type Props = { cohort: string; locale: Locale }
type Open = Extract<NetworkView, { open: true }>

export default function NetworkPanel({ cohort, locale }: Props) {
  const words = networkWords[locale]
  const { view, timeline, live } = useNetwork(cohort)
  const [said, setSaid] = useState('')
  const [busy, setBusy] = useState(false)
  const act = async (action: () => Promise<unknown>) => {
    setBusy(true)
    setSaid('')
    await action().catch((error: Error) => setSaid(error.message || words.failed))
    setBusy(false)
  }
  const path = `cohorts/${cohort}/network/me`
  if (view === null) return <p>{words.loading}</p>
  if (!view.open) return null
  const { own, members } = view
  return (
    <>
      {own ? (
        <p>
          {words.you(view.as, titleOf(own.lab))}{' '}
          <button class="btn" type="button" disabled={busy} onClick={() => void act(() => call('DELETE', path))}>
            {words.leave}
          </button>
        </p>
      ) : (
        <Joining {...{ view, busy, locale }} onJoin={(lab) => void act(() => call('PUT', path, { lab }))} />
      )}
      <p class="said" role="status">
        {live ? said : words.away}
      </p>
      {own && <Dropped own={own} locale={locale} />}
      <p>{words.reach}</p>
      <h3>{words.there}</h3>
      {members.length === 0 ? (
        <p>{words.nobody}</p>
      ) : (
        <ul class="netmembers">
          {members.map(({ host, address, name }) => (
            <li key={host}>
              <b class="mono">{host}</b> <span>{name}</span> <small class="mono">{address}</small>
            </li>
          ))}
        </ul>
      )}
      <h3>{words.packets}</h3>
      {timeline && <timeline.Shown capture={timeline.capture} locale={locale} />}
    </>
  )
}

type JoiningProps = { view: Open; busy: boolean; locale: Locale; onJoin: (lab: string) => void }

function Joining({ view, busy, locale, onJoin }: JoiningProps) {
  const words = networkWords[locale]
  const [labs] = useState(labsHere)
  const [chosen, setChosen] = useState(() => (labs.findLast(({ live }) => live) ?? labs.at(-1))?.id ?? '')
  if (!view.mayJoin) return <p>{words.notYou}</p>
  if (labs.length === 0) return <p>{words.noLab}</p>
  return (
    <form
      class="netjoin"
      onSubmit={(event) => {
        event.preventDefault()
        onJoin(chosen)
      }}
    >
      <p>{words.lead}</p>
      <label>
        {words.lab}{' '}
        <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
          {labs.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button class="btn go" type="submit" disabled={busy}>
        {words.join(view.as)}
      </button>
    </form>
  )
}

function Dropped({ own, locale }: { own: NonNullable<Open['own']>; locale: Locale }) {
  const { overLimit, spoofed, refused } = own.traffic
  const all = overLimit + spoofed + refused
  return all > 0 ? <p class="warn">{networkWords[locale].dropped(all)}</p> : null
}

/** The labs of this page; `live`: something of it runs. */
function labsHere(): { id: string; title: string; live: boolean }[] {
  return [...document.querySelectorAll<HTMLElement>('section.bench[data-lab]')].map((bench) => ({
    id: bench.dataset.lab!,
    title: titleOf(bench.dataset.lab!),
    live: bench.querySelector('[data-stop][aria-disabled="false"]') !== null,
  }))
}

function titleOf(lab: string): string {
  const bench = document.querySelector(`section.bench[data-lab="${CSS.escape(lab)}"]`)
  const title = bench && document.getElementById(bench.getAttribute('aria-labelledby') ?? '')
  return title?.textContent?.trim() || lab
}
