/** On a lesson's page: what of it is due when, raising one's hand, and the notes to the class. */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Locale } from '../../../../course/schema.ts'
import type { Assignment } from '../../../../protocol/classroom/assignments.ts'
import type { Visit, WhoIsBeside } from '../../../../protocol/classroom/beside.ts'
import type { Cohort } from '../../../../protocol/classroom/cohorts.ts'
import type { WhoIAm } from '../../../../protocol/classroom/people.ts'
import type { Hand, Note } from '../../../../protocol/classroom/view.ts'
import { bridge } from '../../../bridge-client.ts'
import { Icon } from '../../shared/icons.tsx'
import { call, pageAt } from '../api.ts'
import { follow } from '../live.ts'
import { useClock } from '../use.ts'
import { spanOf, whenIn } from '../zone.ts'
import { NetworkButton } from './NetworkButton.tsx'
import { type Telling, tell } from './telling.ts'
import { Watched } from './Watched.tsx'
import type { BarWords } from './words.ts'

type Props = { me: WhoIAm | null; lesson: string; locale: Locale; words: BarWords; signIn: string }

export function Bar({ me, lesson, locale, words, signIn }: Props) {
  if (!me)
    return (
      <section class="cb" aria-label={words.bar}>
        <p class="say">{words.signInText}</p>
        <a class="btn go" href={signIn}>
          {words.signIn}
        </a>
        <a class="btn" href={pageAt('class/join/')}>
          {words.join}
        </a>
      </section>
    )
  const live = me.cohorts.filter(({ archived }) => !archived)
  const learning = live.filter(({ role }) => role === 'learner')
  const [first] = learning
  if (first)
    return <Learning cohort={first} me={me.id} all={learning.map(({ id }) => id)} {...{ lesson, locale, words }} />
  const [teaching] = live
  if (!teaching) return null
  return <Teaching cohort={teaching} {...{ locale, words }} />
}

function Teaching({ cohort: { id, title }, locale, words }: Pick<LearningProps, 'cohort' | 'locale' | 'words'>) {
  const [network, setNetwork] = useState(0)
  useEffect(
    () =>
      follow(id, {
        onState: () => {},
        onEvent: ({ type }) => type === 'network' && setNetwork((news) => news + 1),
      }),
    [id],
  )
  return (
    <section class="cb" aria-label={words.bar}>
      <b>{title}</b>
      <span class="sp" />
      <a class="btn" href={`${pageAt('teach/')}?cohort=${id}`}>
        {words.classView}
      </a>
      <NetworkButton cohort={id} news={network} {...{ locale, words }} />
    </section>
  )
}

type LearningProps = Omit<Props, 'me' | 'signIn'> & { me: string; cohort: { id: string; title: string }; all: string[] }
type Mine = Assignment & { mine?: { dueAt: number | null } }

function Learning({ me, cohort: { id, title }, all, lesson, locale, words }: LearningProps) {
  const base = `cohorts/${id}`
  const [zone, setZone] = useState<string | null>(null)
  const [assignments, setAssignments] = useState<Mine[]>([])
  const [hand, setHand] = useState<Hand | null>(null)
  const [notes, setNotes] = useState<Note[]>([])
  const [visits, setVisits] = useState<readonly Visit[]>([])
  const [said, setSaid] = useState('')
  const [open, setOpen] = useState(false)
  const [network, setNetwork] = useState(0)
  const telling = useRef<Telling | null>(null)
  const now = useClock(30_000)
  const get = <T,>(path: string, put: (told: T) => void) => void call<T>('GET', `${base}${path}`).then(put, () => {})
  const askHand = () => get<{ hand: Hand | null }>('/hand', (told) => setHand(told.hand))
  const askNotes = () => get<{ notes: Note[] }>('/notes', (told) => setNotes(told.notes))
  const askVisits = () => get<WhoIsBeside>(`/people/${me}/beside`, (told) => setVisits(told.visits))
  const askAssignments = () => get<{ assignments: Mine[] }>('/assignments', (told) => setAssignments(told.assignments))

  useEffect(() => {
    get<Cohort>('', ({ timeZone }) => setZone(timeZone))
    askHand()
    askNotes()
    askAssignments()
    askVisits()
    telling.current = tell(lesson, all)
    const end = follow(id, {
      onState: () => {},
      onEvent(event) {
        if (event.type === 'hand') {
          if (event.hand === null && event.name !== undefined) setSaid(words.coming(event.name))
          askHand()
        } else if (event.type === 'hands') askHand()
        else if (event.type === 'assignments') askAssignments()
        else if (event.type === 'note') {
          setSaid(words.newNote(event.note.by))
          setOpen(true)
          askNotes()
        } else if (event.type === 'network') setNetwork((news) => news + 1)
        else if (event.type === 'warm') warm(event.lab)
        else if (event.type === 'beside') askVisits()
      },
    })
    // Staff of each of one's classes may come.
    const others = all
      .filter((one) => one !== id)
      .map((one) => follow(one, { onState: () => {}, onEvent: ({ type }) => type === 'beside' && askVisits() }))
    return () => {
      telling.current?.end()
      end()
      for (const other of others) other()
    }
  }, [])

  const act = async (action: () => Promise<unknown>) => {
    setSaid('')
    await action().catch((error: Error) => setSaid(error.message || words.notSent))
    askHand()
  }
  const raise = (join: boolean) => call('PUT', `${base}/hand`, { lesson, cell: telling.current?.cell() ?? null, join })
  /** In whichever class it was allowed. */
  const endJoin = async () => {
    for (const one of all) await call('DELETE', `cohorts/${one}/people/${me}/beside`)
  }
  const due = dueHere(assignments, lesson)
  return (
    <section class="cb" aria-label={words.bar}>
      <a class="title" href={pageAt('class/')}>
        {title}
      </a>
      {due && zone !== null && (
        <span class="due">
          {words.due(due.title, whenIn(due.at, zone, locale))}{' '}
          <small>{due.at < now ? words.over(spanOf(now - due.at)) : words.left(spanOf(due.at - now))}</small>
        </span>
      )}
      <span class="sp" />
      <span class="said" role="status">
        {hand ? words.handUp(hand.ahead) : said}
      </span>
      {notes.length > 0 && (
        <button
          class="btn quiet"
          type="button"
          aria-expanded={open}
          aria-controls="class-notes"
          onClick={() => setOpen(!open)}
        >
          {words.notes(notes.length)}
        </button>
      )}
      <Watched visits={visits} words={words} onEnd={() => void act(endJoin)} />
      {hand ? (
        <>
          <button
            class="btn"
            type="button"
            aria-pressed={hand.join}
            title={words.letJoinHint}
            onClick={() => void act(() => raise(!hand.join))}
          >
            {hand.join && <Icon name="check" />}
            {words.letJoin}
          </button>
          <button class="btn" type="button" onClick={() => void act(() => call('DELETE', `${base}/hand`))}>
            {words.lower}
          </button>
        </>
      ) : (
        <button class="btn" type="button" onClick={() => void act(() => raise(false))}>
          {words.raise}
        </button>
      )}
      <NetworkButton cohort={id} news={network} {...{ locale, words }} />
      <ul id="class-notes" class="cnotes" hidden={!open || notes.length === 0}>
        {notes.slice(0, 5).map(({ id: note, by, text, at }) => (
          <li key={note}>
            <p>{text}</p>
            <small>{words.noteBy(by, whenIn(at, zone ?? 'UTC', locale))}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The next due time of what is on this page; the latest one when all have passed. */
function dueHere(assignments: readonly Mine[], lesson: string): { title: string; at: number } | null {
  const here = new Set(
    [...document.querySelectorAll<HTMLElement>('[data-exercise]')].map(({ dataset }) => dataset.exercise!),
  )
  const found = assignments.flatMap((one) => {
    const at = one.mine ? one.mine.dueAt : one.dueAt
    const isHere = one.items.some(({ kind, ref }) => (kind === 'lesson' ? ref === lesson : here.has(ref)))
    return isHere && at !== null ? [{ title: one.title, at }] : []
  })
  const order = found.toSorted((a, b) => a.at - b.at)
  return order.find(({ at }) => at > Date.now()) ?? order.at(-1) ?? null
}

/** As when the reader comes near its Run button: where this page has that lab, in sight or not. */
function warm(lab: string): void {
  if (!document.querySelector(`section.bench[data-lab="${CSS.escape(lab)}"]`)) return
  const own = bridge()
  const send = () => own.send({ type: 'warm', lab })
  if (send()) return
  const leave = own.onOpened(() => {
    send()
    queueMicrotask(() => leave())
  })
}
