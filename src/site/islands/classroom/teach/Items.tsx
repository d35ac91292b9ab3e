/** What an assignment asks for: lessons and exercises with their points. */
import { useState } from 'preact/hooks'
import type { AssignmentItem } from '../../../../protocol/classroom/assignments.ts'
import { Choice } from '../parts.tsx'
import type { InCohort } from './in-cohort.ts'

/** For a lesson that was read and done. */
const LESSON_POINTS = 1

type Props = Pick<InCohort, 'course' | 'titles' | 'words'> & {
  items: AssignmentItem[]
  onItems(items: AssignmentItem[]): void
}

export function Items({ course, titles, words, items, onItems }: Props) {
  const [unit, setUnit] = useState(course[0]?.id ?? '')
  const lessons = course.find(({ id }) => id === unit)?.lessons ?? []
  const offered = lessons.flatMap((lesson): (AssignmentItem & { title: string })[] => [
    { kind: 'lesson', ref: lesson.id, points: LESSON_POINTS, title: `${words.kinds.lesson}: ${lesson.title}` },
    ...lesson.exercises.map(({ id, title, points }) => ({
      kind: 'exercise' as const,
      ref: id,
      points,
      title: `${words.kinds.exercise}: ${title}`,
    })),
  ])
  const isIn = ({ kind, ref }: AssignmentItem) => items.some((one) => one.kind === kind && one.ref === ref)
  const left = offered.filter((one) => !isIn(one))
  const [chosen, setChosen] = useState('')
  const next = left.find((one) => keyOf(one) === chosen) ?? left.find(({ kind }) => kind === 'exercise') ?? left[0]
  const plain = ({ kind, ref, points }: AssignmentItem): AssignmentItem => ({ kind, ref, points })
  return (
    <fieldset>
      <legend>{words.items}</legend>
      {items.length === 0 && <p class="say">{words.noItems}</p>}
      <ul class="items edit">
        {items.map((item) => (
          <li key={keyOf(item)}>
            <span>{item.kind === 'lesson' ? titles.lesson(item.ref) : titles.exercise(item.ref)}</span>
            <small>{words.kinds[item.kind]}</small>
            <input
              type="number"
              min={0}
              step="any"
              aria-label={`${words.itemPoints}: ${item.ref}`}
              value={`${item.points}`}
              onInput={({ currentTarget }) =>
                onItems(items.map((one) => (one === item ? { ...one, points: Number(currentTarget.value) || 0 } : one)))
              }
            />
            <button class="btn quiet" type="button" onClick={() => onItems(items.filter((one) => one !== item))}>
              {words.takeOut}
              <span class="sr"> ({item.ref})</span>
            </button>
          </li>
        ))}
      </ul>
      <div class="fields">
        <Choice
          label={words.unit}
          value={unit}
          of={course.map(({ id, number, title }) => [id, words.ofUnit(number, title)] as const)}
          onValue={setUnit}
        />
        {next && (
          <Choice
            label={words.what}
            value={keyOf(next)}
            of={left.map((one) => [keyOf(one), one.title] as const)}
            onValue={setChosen}
          />
        )}
        <span class="acts">
          {next && (
            <button class="btn" type="button" onClick={() => onItems([...items, plain(next)])}>
              {words.addItem}
            </button>
          )}
          <button
            class="btn quiet"
            type="button"
            onClick={() => onItems([...items, ...left.filter(({ kind }) => kind === 'exercise').map(plain)])}
          >
            {words.addAll}
          </button>
        </span>
      </div>
    </fieldset>
  )
}

function keyOf({ kind, ref }: Pick<AssignmentItem, 'kind' | 'ref'>): string {
  return `${kind} ${ref}`
}
