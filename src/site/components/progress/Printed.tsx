/** A page to print: what was done and when, under a name that nobody checks, and that says so itself. */
import { useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import { dateText } from './dates.ts'
import type { Summary } from './summary.ts'
import type { ProgressWords } from './words.ts'

type Props = { summary: Summary; words: ProgressWords; locale: Locale }

export const NAME_LENGTH = 80

export function Printed({ summary, words, locale }: Props) {
  const [name, setName] = useState('')
  /** Of the reader's clock, not of the build. */
  const [today, setToday] = useState('')
  useEffect(() => setToday(new Date().toISOString()), [])
  const { units, exercises, first, last } = summary
  const finished = units.filter(({ done }) => done)
  return (
    <>
      <h2 id="record">{words.record}</h2>
      <p class="leadin">{words.recordText}</p>
      <div class="acts">
        <label class="name">
          {words.name}
          <input
            type="text"
            maxLength={NAME_LENGTH}
            autocomplete="name"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <button class="btn" type="button" onClick={() => print()}>
          {words.print}
        </button>
      </div>
      <section class="record" aria-label={words.recordTitle}>
        <p class="what">{words.recordTitle}</p>
        <p class="course">{words.recordOf}</p>
        {name.trim() !== '' && <p class="who">{name.trim()}</p>}
        <p>{words.recordLine(exercises.passed, exercises.all)}</p>
        {first && last && <p>{words.since(dateText(first, locale), dateText(last, locale))}</p>}
        <p class="label">{words.units}</p>
        {finished.length === 0 ? (
          <p>{words.noUnits}</p>
        ) : (
          <ul>
            {finished.map(({ id, number, title, doneAt }) => (
              <li key={id}>
                <span class="num">{number}</span> {title}
                {doneAt && <small>{words.on(dateText(doneAt, locale))}</small>}
              </li>
            ))}
          </ul>
        )}
        <p class="small">
          {today !== '' && words.made(dateText(today, locale))} {words.notProof}
        </p>
      </section>
    </>
  )
}
