/** Beside the class: raised hands, who is stuck, a note to everybody, and warming a lab. */
import { useState } from 'preact/hooks'
import { besideSearch } from '../../../../protocol/classroom/beside.ts'
import type { ClassView, LearnerStanding } from '../../../../protocol/classroom/view.ts'
import { VIEW_LIMITS } from '../../../../protocol/classroom/view.ts'
import { call } from '../api.ts'
import type { ClassLesson } from '../course.ts'
import { submitting } from '../Door.tsx'
import { Box, Choice, Field, Problem } from '../parts.tsx'
import { useActing } from '../use.ts'
import { spanOf } from '../zone.ts'
import type { InCohort } from './in-cohort.ts'
import { cellText } from './Matrix.tsx'
import { going, searchOf } from './route.ts'
import type { Stuck } from './state.ts'

export function Hands({ base, cohort, titles, words, view, now }: InCohort & { view: ClassView; now: number }) {
  const { busy, problem, run } = useActing()
  /** Who may work beside them goes to their page. */
  const answer = async (person: string, { id, lesson, join }: NonNullable<LearnerStanding['hand']>) => {
    await call('POST', `${base}/hands/${id}/answer`)
    const href = titles.lessonHref(lesson)
    if (join && href !== null) location.assign(`${href}${besideSearch({ person, cohort: cohort.id })}`)
  }
  const up = view.hands.flatMap((person) => view.learners.find((one) => one.person === person) ?? [])
  return (
    <Box title={words.handsUp} count={up.length}>
      {up.length === 0 && <p class="pad">{words.noHands}</p>}
      <ol class="people">
        {up.map(({ person, name, hand }) => (
          <li key={person}>
            <div class="h">
              <b>
                <a href={searchOf({ cohort: cohort.id, learner: person })} onClick={going}>
                  {name}
                </a>
              </b>
              <span>{hand && words.span(spanOf(now - hand.at))}</span>
            </div>
            {hand && <p>{words.isAt(cellText(hand.lesson, hand.cell, titles))}</p>}
            {hand?.join && <p>{words.letsJoin}</p>}
            <button class="btn" type="button" disabled={busy} onClick={() => void run(() => answer(person, hand!))}>
              {hand?.join ? words.answerJoin : words.answer}
              <span class="sr"> ({name})</span>
            </button>
          </li>
        ))}
      </ol>
      <Problem {...{ problem, words }} />
    </Box>
  )
}

export function StuckNow({ cohort, titles, words, stuck, now }: InCohort & { stuck: Stuck[]; now: number }) {
  return (
    <Box title={words.stuckNow} count={stuck.length}>
      {stuck.length === 0 && <p class="pad">{words.nobodyStuck}</p>}
      <ol class="people">
        {stuck.map(({ learner: { person, name }, exercise, test }) => (
          <li key={`${person} ${exercise}`}>
            <div class="h">
              <b>
                <a href={searchOf({ cohort: cohort.id, learner: person })} onClick={going}>
                  {name}
                </a>
              </b>
              <span class="warn">
                {words.stuckFor(Math.max(0, Math.round((now - test.since) / 60_000)), test.times)}
              </span>
            </div>
            <p>
              {titles.exercise(exercise)}: {test.title}
            </p>
          </li>
        ))}
      </ol>
    </Box>
  )
}

export function SendNote({ base, words }: InCohort) {
  const [text, setText] = useState('')
  const [sent, setSent] = useState(false)
  const { busy, problem, run } = useActing()
  const send = async () => {
    const done = await run(() => call('POST', `${base}/notes`, { text }))
    setSent(done)
    if (done) setText('')
  }
  return (
    <Box title={words.sendNote}>
      <form class="pad" onSubmit={submitting(send)}>
        <Field label={words.note} hint={words.noteHint}>
          {(id, described) => (
            <textarea
              id={id}
              aria-describedby={described}
              rows={3}
              maxLength={VIEW_LIMITS.note}
              required
              value={text}
              onInput={({ currentTarget }) => {
                setSent(false)
                setText(currentTarget.value)
              }}
            />
          )}
        </Field>
        <Problem {...{ problem, words }} />
        <p class="acts">
          <button class="btn" type="submit" disabled={busy}>
            {words.send}
          </button>
          <span role="status">{sent ? words.sent : ''}</span>
        </p>
      </form>
    </Box>
  )
}

export function Warm({ base, words, lessons }: InCohort & { lessons: ClassLesson[] }) {
  const labs = lessons.flatMap((lesson) =>
    lesson.labs.map((lab) => [lab.id, words.labOf(lesson.title, lab.title)] as const),
  )
  const [chosen, setChosen] = useState<string | null>(null)
  const [told, setTold] = useState(false)
  const { busy, problem, run } = useActing()
  const lab = labs.find(([id]) => id === chosen)?.[0] ?? labs[0]?.[0]
  if (lab === undefined) return null
  return (
    <Box title={words.warmTitle}>
      <form
        class="pad"
        onSubmit={submitting(async () => setTold(await run(() => call('POST', `${base}/warm`, { lab }))))}
      >
        <Choice
          label={words.lab}
          hint={words.warmHint}
          value={lab}
          of={labs}
          onValue={(id) => {
            setTold(false)
            setChosen(id)
          }}
        />
        <Problem {...{ problem, words }} />
        <p class="acts">
          <button class="btn" type="submit" disabled={busy}>
            {words.warmGo}
          </button>
          <span role="status">{told ? words.warmed : ''}</span>
        </p>
      </form>
    </Box>
  )
}
