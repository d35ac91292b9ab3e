/** Learners by lessons and exercises. A pip's shape says its state besides its colour, and words say it to readers. */
import type { LearnerStanding } from '../../../../protocol/classroom/view.ts'
import type { ClassWords } from '../words/index.ts'
import type { InCohort } from './in-cohort.ts'
import { going, searchOf } from './route.ts'
import { type Column, isHere, type Pip, pipOf } from './state.ts'

type Props = InCohort & { learners: LearnerStanding[]; columns: Column[]; now: number }

export function Matrix({ learners, columns, now, cohort, titles, words }: Props) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls sideways */}
      <section class="mxwrap" tabIndex={0} aria-label={words.tableOf(words.learnersByWork)}>
        <table class="mx">
          <thead>
            <tr>
              <th scope="col">{words.learner}</th>
              {columns.map(({ kind, ref, title }, at) => (
                <th key={`${kind} ${ref}`} scope="col" class={kind} title={title}>
                  <span class="nm">{title}</span>
                  <b aria-hidden="true">{at + 1}</b>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {learners.map((learner) => (
              <tr key={learner.person} data-learner={learner.handle}>
                <th scope="row">
                  <i class={isHere(learner, now) ? 'on' : 'on off'} aria-hidden="true" />
                  <a href={searchOf({ cohort: cohort.id, learner: learner.person })} onClick={going}>
                    {learner.name}
                  </a>
                  <small>{placeText(learner, now, titles, words)}</small>
                </th>
                {columns.map((column) => (
                  <td key={`${column.kind} ${column.ref}`} class={column.kind}>
                    <PipCell pip={pipOf(learner, column, now)} words={words} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Key words={words} columns={columns} />
    </>
  )
}

/** Where somebody is, or was. */
export function placeText(
  learner: LearnerStanding,
  now: number,
  titles: InCohort['titles'],
  words: ClassWords,
): string {
  const { presence } = learner
  if (!presence) return words.neverHere
  const place = cellText(presence.lesson, presence.cell, titles)
  return isHere(learner, now) ? words.isAt(place) : words.wasAt(place)
}

export function cellText(lesson: string, cell: string | null, titles: InCohort['titles']): string {
  const [, kind, id] = /^(\w+):(.*)$/.exec(cell ?? '') ?? []
  if (kind === 'lab') return `${titles.lesson(lesson)}: ${titles.lab(id!)}`
  if (kind === 'exercise') return `${titles.lesson(lesson)}: ${titles.exercise(id!)}`
  return titles.lesson(lesson)
}

function PipCell({ pip: { state, attempts }, words }: { pip: Pip; words: ClassWords }) {
  return (
    <span class={`pip ${state}`}>
      <i aria-hidden="true" />
      <span class="sr">{words.states[state]}</span>
      {attempts > 1 && <span class="k">{attempts}</span>}
    </span>
  )
}

const KEY = ['passed', 'failing', 'stuck', 'waiting', 'working', 'none'] as const

function Key({ words, columns }: { words: ClassWords; columns: Column[] }) {
  return (
    <div class="mxkey">
      {KEY.map((state) => (
        <span key={state} class={`pip ${state}`}>
          <i aria-hidden="true" />
          {state === 'stuck' ? words.keyStuck : words.states[state]}
        </span>
      ))}
      <span>{words.keyNumber}</span>
      <ol class="names">
        {columns.map(({ kind, ref, title }) => (
          <li key={`${kind} ${ref}`}>{title}</li>
        ))}
      </ol>
    </div>
  )
}
