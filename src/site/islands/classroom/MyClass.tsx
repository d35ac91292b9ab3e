/** One's own class: what is asked of me and until when, how I stand, what was said, and where to get help. */
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { Assignment } from '../../../protocol/classroom/assignments.ts'
import type { Cohort } from '../../../protocol/classroom/cohorts.ts'
import type { Gradebook, GradeCell } from '../../../protocol/classroom/gradebook.ts'
import type { WhoIAm } from '../../../protocol/classroom/people.ts'
import type { Hand, Note } from '../../../protocol/classroom/view.ts'
import { call, pageAt } from './api.ts'
import { type ClassCourse, type Titles, titlesOf } from './course.ts'
import { Due } from './Due.tsx'
import { follow } from './live.ts'
import { NoClass } from './NoClass.tsx'
import { Box, Problem } from './parts.tsx'
import { useAsked, useClock } from './use.ts'
import { type ClassWords, classWords } from './words/index.ts'
import { whenIn } from './zone.ts'
import './classroom.css'

type Mine = Assignment & {
  mine?: {
    opensAt: number | null
    dueAt: number | null
    closesAt: number | null
    phase: 'early' | 'open' | 'late' | 'closed'
    moreAttempts: number
  }
}

export default function MyClass({ locale, course }: { locale: Locale; course: ClassCourse }) {
  const words = classWords[locale]
  const me = useAsked<WhoIAm>('me')
  const [chosen, setChosen] = useState(() => new URLSearchParams(location.search).get('cohort'))
  if (me.problem) return <NoClass problem={me.problem} words={words} />
  if (!me.data) return <p class="wait">{words.loading}</p>
  const { cohorts, admin } = me.data
  const cohort = cohorts.find(({ id }) => id === chosen) ?? cohorts.find(({ archived }) => !archived) ?? cohorts[0]
  const choose = (id: string) => {
    setChosen(id)
    history.replaceState(null, '', `?cohort=${id}`)
  }
  return (
    <div class="cpage" data-ready>
      <div class="chead">
        <h1>{cohort?.title ?? words.classTitle}</h1>
        <p class="whoami">
          {words.signedInAs(me.data.name)} · <a href={pageAt('class/account/')}>{words.account}</a>
          {(admin || cohorts.some(({ role }) => role !== 'learner')) && (
            <>
              {' · '}
              <a href={pageAt('teach/')}>{words.teachTitle}</a>
            </>
          )}
        </p>
      </div>
      {cohorts.length > 1 && (
        <nav class="seg cohorts" aria-label={words.classes}>
          {cohorts.map(({ id, title, archived }) => (
            <button key={id} type="button" aria-pressed={id === cohort?.id} onClick={() => choose(id)}>
              {title}
              {archived && ` (${words.archived})`}
            </button>
          ))}
        </nav>
      )}
      {!cohort && <p class="leadin">{words.noCohort}</p>}
      {cohort && cohort.role !== 'learner' && (
        <p class="leadin">
          <a class="btn go" href={`${pageAt('teach/')}?cohort=${cohort.id}`}>
            {words.teachHere}
          </a>
        </p>
      )}
      {cohort?.role === 'learner' && <Learning key={cohort.id} cohort={cohort.id} {...{ locale, course, words }} />}
      <p class="acts foot">
        <a class="btn" href={pageAt('class/join/')}>
          {words.joinAnother}
        </a>
        <a class="btn quiet" href={pageAt('')}>
          {words.toCourse}
        </a>
      </p>
    </div>
  )
}

type Of = { cohort: string; locale: Locale; course: ClassCourse; words: ClassWords }

function Learning({ cohort: id, locale, course, words }: Of) {
  const base = `cohorts/${id}`
  const cohort = useAsked<Cohort>(base)
  const assignments = useAsked<{ assignments: Mine[] }>(`${base}/assignments`)
  const grades = useAsked<Gradebook>(`${base}/grades`)
  const notes = useAsked<{ notes: Note[] }>(`${base}/notes`)
  const hand = useAsked<{ hand: Hand | null }>(`${base}/hand`)
  const [coming, setComing] = useState<string | null>(null)
  const titles = titlesOf(course)
  const now = useClock(30_000)
  useEffect(
    () =>
      follow(id, {
        onState: () => {},
        onEvent(event) {
          if (event.type === 'note') void notes.again()
          else if (event.type === 'assignments') void Promise.all([assignments.again(), grades.again()])
          else if (event.type === 'gradebook' || event.type === 'graded') void grades.again()
          else if (event.type === 'hand' || event.type === 'hands') {
            if (event.type === 'hand') setComing(event.hand === null ? (event.name ?? null) : null)
            void hand.again()
          }
        },
      }),
    [id],
  )
  if (!cohort.data || !assignments.data)
    return <Problem problem={cohort.problem ?? assignments.problem} words={words} />
  const zone = cohort.data.timeZone
  const up = hand.data?.hand ?? null
  return (
    <>
      {(up || coming) && (
        <p class="handline" role="status">
          {coming ? words.coming(coming) : words.handUp(up!.ahead)}
          {up && (
            <button class="btn" type="button" onClick={() => void call('DELETE', `${base}/hand`).then(hand.again)}>
              {words.lower}
            </button>
          )}
        </p>
      )}
      <h2>{words.assignments}</h2>
      {assignments.data.assignments.length === 0 && <p class="leadin">{words.noAssignments}</p>}
      {assignments.data.assignments.map((assignment) => (
        <OneAssignment key={assignment.id} {...{ assignment, zone, locale, now, titles, words }} book={grades.data} />
      ))}
      <div class="cols">
        <Box title={words.notes}>
          <Notes notes={notes.data?.notes ?? []} {...{ zone, locale, words }} />
        </Box>
        <Box title={words.hand}>
          <p class="pad">{words.handText}</p>
        </Box>
      </div>
    </>
  )
}

type OneProps = {
  assignment: Mine
  zone: string
  locale: Locale
  now: number
  titles: Titles
  words: ClassWords
  book: Gradebook | null
}

function OneAssignment({ assignment, zone, locale, now, titles, words, book }: OneProps) {
  const { dueAt, closesAt, phase, moreAttempts } = {
    phase: 'open' as const,
    moreAttempts: 0,
    ...assignment,
    ...assignment.mine,
  }
  const facts = [
    assignment.late.percentPerDay > 0 ? words.late(assignment.late) : words.lateNone,
    ...(assignment.attemptLimit === null ? [] : [words.attemptLimit(assignment.attemptLimit + moreAttempts)]),
    ...(assignment.cooldownMs > 0 ? [words.cooldown({ minutes: Math.ceil(assignment.cooldownMs / 60_000) })] : []),
  ]
  const cellOf = (ref: string): GradeCell | null => {
    const at = book?.columns.findIndex((column) => column.assignment === assignment.id && column.ref === ref) ?? -1
    return book?.rows[0]?.cells[at] ?? null
  }
  const released = assignment.releasedAt !== null
  return (
    <section class="cbox asg" aria-label={assignment.title}>
      <header>
        <h3>{assignment.title}</h3>
        <span class={`phase ${phase}`}>{words.phases[phase]}</span>
        <span class="sp" />
        <Due {...{ at: dueAt, zone, locale, now, words }} />
      </header>
      <table class="rows">
        <thead>
          <tr>
            <th scope="col">{words.item}</th>
            <th scope="col">{words.standing}</th>
            <th scope="col" class="n">
              {words.grade}
            </th>
          </tr>
        </thead>
        <tbody>
          {assignment.items.map(({ kind, ref, points }) => {
            const cell = cellOf(ref)
            const href = kind === 'lesson' ? titles.lessonHref(ref) : titles.exerciseHref(ref)
            return (
              <tr key={`${kind} ${ref}`}>
                <th scope="row">
                  {href ? <a href={href}>{kind === 'lesson' ? titles.lesson(ref) : titles.exercise(ref)}</a> : ref}
                </th>
                <td>
                  {cell && cell.attempts > 0
                    ? kind === 'lesson'
                      ? words.states.done
                      : words.attempts(cell.attempts)
                    : words.states.none}
                </td>
                <td class="n">
                  {released || cell?.points != null ? words.points(cell?.points ?? null, points) : words.of(points)}
                  {cell && cell.lateDays > 0 && (
                    <small>{words.lateBy(cell.lateDays, Math.round(cell.lateFactor * 100))}</small>
                  )}
                  {cell?.override && <small>{words.changedByHand(cell.override.reason)}</small>}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p class="foot">
        {[
          ...facts,
          ...(closesAt !== null ? [`${words.closes} ${whenIn(closesAt, zone, locale)}`] : []),
          ...(released ? [] : [`${words.grade}: ${words.notReleased}`]),
        ].join(' · ')}
      </p>
    </section>
  )
}

export function Notes({
  notes,
  zone,
  locale,
  words,
}: {
  notes: Note[]
  zone: string
  locale: Locale
  words: ClassWords
}) {
  if (notes.length === 0) return <p class="pad">{words.noNotes}</p>
  return (
    <ul class="notes">
      {notes.map(({ id, by, text, at }) => (
        <li key={id}>
          <p>{text}</p>
          <small>{words.noteBy(by, whenIn(at, zone, locale))}</small>
        </li>
      ))}
    </ul>
  )
}
