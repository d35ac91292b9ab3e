/** The learner's progress: sums, a table by unit, taking it along as a file, and a page to print. */
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import type { Work } from '../../../protocol/work.ts'
import { save } from '../../islands/shared/save.ts'
import { timeText } from '../unit/words.ts'
import { ownDrafts, remembered, sidecarWork, workFile } from './browser.ts'
import type { CourseUnit } from './course.ts'
import { dateText } from './dates.ts'
import { Intake } from './Intake.tsx'
import { Printed } from './Printed.tsx'
import { type LessonRow, type Summary, summaryOf } from './summary.ts'
import { type ProgressWords, progressWords } from './words.ts'

type Props = { locale: Locale; course: CourseUnit[] }

const NOTHING: Work = { texts: [], attempts: [] }
const NOBODY = { progress: {}, answers: {}, otherAnswers: {}, lessons: {}, exercises: {} }

export default function Progress({ locale, course }: Props) {
  const words = progressWords[locale]
  const [summary, setSummary] = useState<Summary>(() => summaryOf(course, NOBODY, []))
  const [work, setWork] = useState<Work | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [ready, setReady] = useState(false)
  const refresh = async () => {
    // What the browser knows is shown at once; the server's attempts join it.
    setSummary(summaryOf(course, remembered(), []))
    try {
      const told = await sidecarWork()
      setWork(told)
      setProblem(null)
      setSummary(summaryOf(course, remembered(), told?.attempts ?? []))
    } catch (error) {
      setProblem((error as Error).message)
    }
    setReady(true)
  }
  // Once, when the page is there.
  useEffect(() => void refresh(), [])

  const exportFile = async () => {
    try {
      const told = await sidecarWork()
      const { texts, attempts } = told ?? NOTHING
      const file = workFile(remembered(), { texts: [...texts, ...ownDrafts(told === null)], attempts })
      const name = `wirebook-${file.at.slice(0, 10)}.json`
      save(new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: 'application/json' }), name)
      setProblem(null)
    } catch (error) {
      setProblem((error as Error).message)
    }
  }

  return (
    <div class="progresspage" data-ready={ready ? '' : undefined}>
      <div class="prose">
        <h1>{words.title}</h1>
        <p class="lede">{words.lede}</p>
        <Sums {...{ summary, words, locale }} />
        <h2 id="take">{words.take}</h2>
        <p class="leadin">{words.takeText}</p>
        {ready && work === null && !problem && <p class="leadin">{words.noServer}</p>}
        <div class="acts">
          <button class="btn go" type="button" onClick={exportFile}>
            {words.exportFile}
          </button>
          <Intake {...{ locale, words, onTaken: refresh }} />
        </div>
        {problem !== null && (
          <p class="problem" role="alert">
            {words.failed} <code>{problem}</code>
          </p>
        )}
        <Printed {...{ summary, words, locale }} />
        <h2 id="units">{words.byUnit}</h2>
      </div>
      {summary.units.map((unit) => (
        <section key={unit.id} class="unitrows" aria-labelledby={`rows-${unit.id}`}>
          <h3 id={`rows-${unit.id}`}>
            <span class="num">{unit.number}</span> <a href={unit.href}>{unit.title}</a>
          </h3>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.lesson}</th>
                <th scope="col">{words.opened}</th>
                <th scope="col">{words.exercise}</th>
                <th scope="col">{words.time}</th>
              </tr>
            </thead>
            <tbody>
              {unit.lessons.map((lesson) => (
                <Row key={lesson.id} {...{ lesson, words, locale }} />
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </div>
  )
}

type Shown = { summary: Summary; words: ProgressWords; locale: Locale }

function Sums({ summary, words, locale }: Shown) {
  const { exercises, lessons, questions, minutes, first, last } = summary
  const sums: [string, string][] = [
    [words.of(exercises.passed, exercises.all), words.passed],
    [words.of(lessons.read, lessons.all), words.read],
    [`${questions}`, words.answered],
    [words.about(timeText(minutes.done, locale)), words.timeDone],
    [words.about(timeText(minutes.left, locale)), words.timeLeft],
  ]
  return (
    <>
      <dl class="sums">
        {sums.map(([figure, label]) => (
          <div key={label}>
            <dd>{figure}</dd>
            <dt>{label}</dt>
          </div>
        ))}
      </dl>
      <p class="leadin">
        {first && last ? words.since(dateText(first, locale), dateText(last, locale)) : words.nothing}
      </p>
    </>
  )
}

function Row({ lesson, words, locale }: { lesson: LessonRow; words: ProgressWords; locale: Locale }) {
  const { title, href, first, last, exercises, minutes, done } = lesson
  const dates = [...new Set([first, last].flatMap((at) => (at ? dateText(at, locale) : [])))]
  return (
    <tr class={done ? 'done' : undefined}>
      <th scope="row">
        <a href={href}>{title}</a>
      </th>
      <td>{dates.length > 0 ? dates.join(' – ') : words.never}</td>
      <td>
        <ul>
          {exercises.map(({ id, title: name, state, at, attempts }) => (
            <li key={id} class={state}>
              <i aria-hidden="true" />
              <span>
                {name}
                <small>
                  {[
                    words.states[state],
                    ...(at ? [dateText(at, locale)] : []),
                    ...(attempts > 0 ? [words.attempts(attempts)] : []),
                  ].join(' · ')}
                </small>
              </span>
            </li>
          ))}
        </ul>
      </td>
      <td class="num">{timeText(minutes, locale)}</td>
    </tr>
  )
}
