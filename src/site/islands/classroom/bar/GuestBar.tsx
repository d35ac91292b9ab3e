/** On a learner's page, for whoever is beside them: as what one is there, and whether they are there at all. */
import { useEffect, useState } from 'preact/hooks'
import { type Beside, besideSearch, type WhoIsBeside } from '../../../../protocol/classroom/beside.ts'
import { bridge } from '../../../bridge-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { call, pageAt } from '../api.ts'
import { follow } from '../live.ts'
import { Eye } from './Watched.tsx'
import type { BarWords } from './words.ts'

type Props = { beside: Beside; lesson: string; words: BarWords }

export function GuestBar({ beside, lesson, words }: Props) {
  const path = `cohorts/${beside.cohort}/people/${beside.person}/beside`
  const [who, setWho] = useState<WhoIsBeside | null>(null)
  const [refused, setRefused] = useState(false)
  const [open, setOpen] = useState(false)
  const [place, setPlace] = useState<string | null>(null)
  const edits = who?.edits ?? false
  const ask = () =>
    call<WhoIsBeside>('GET', path).then(
      (told) => {
        setWho(told)
        setRefused(false)
      },
      () => setRefused(true),
    )
  useEffect(() => {
    void ask()
    const lab = bridge()
    const leaving = [
      lab.connection.subscribe(({ state }) => setOpen(state === 'ready')),
      follow(beside.cohort, {
        onState: () => {},
        onEvent(event) {
          if (!('person' in event) || event.person !== beside.person) return
          if (event.type === 'beside') void ask()
          if (event.type !== 'presence') return
          setPlace(event.lesson)
          if (event.lesson === lesson) lab.retryNow()
        },
      }),
    ]
    return () => {
      for (const leave of leaving) leave()
    }
  }, [])
  useEffect(() => {
    document.documentElement.dataset.beside = edits ? 'edits' : 'watches'
    if (edits) return
    // What the buttons do stands behind keys, too.
    const keep = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key === '.'))
        event.stopImmediatePropagation()
    }
    addEventListener('keydown', keep, { capture: true })
    return () => removeEventListener('keydown', keep, { capture: true })
  }, [edits])

  const name = who?.name ?? ''
  const back = `${pageAt('teach/')}?cohort=${beside.cohort}`
  return (
    <section class="cb guest" aria-label={words.guestPage}>
      {edits ? <Icon name="pencil" /> : <Eye />}
      <p class="say" role="status">
        {refused
          ? words.mayNot
          : !who
            ? words.loading
            : !open
              ? words.notHere(name)
              : edits
                ? words.working(name)
                : words.watching(name)}
      </p>
      {who && place !== null && place !== lesson && (
        <span>
          {words.elsewhere(name)}{' '}
          <a class="btn" href={`${pageAt(`${place}/`)}${besideSearch(beside)}`}>
            {words.follow}
          </a>
        </span>
      )}
      <span class="sp" />
      {edits && (
        <button class="btn" type="button" onClick={() => void call('DELETE', path).then(ask, ask)}>
          {words.stopWorking}
        </button>
      )}
      <a class="btn" href={back}>
        {words.backToClass}
      </a>
    </section>
  )
}
