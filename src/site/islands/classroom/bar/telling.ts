/** What a learner's page tells its class: where one is, and how far. Browser only. */

import type { z } from 'zod'
import type { PresenceInput, ProgressInput } from '../../../../protocol/classroom/view.ts'
import { readDays } from '../../../scripts/days.ts'
import { read, readProgress } from '../../../scripts/stored.ts'
import { call } from '../api.ts'

type Progress = z.infer<typeof ProgressInput>
type Presence = z.infer<typeof PresenceInput>

const TELL = {
  /** Presence is told anew after so long, ms, while the page is seen. */
  everyMs: 30_000,
  /** Changes that come together are told once, ms. */
  gatherMs: 400,
}
/** Answers to the questions of a page, as `scripts/ask.ts` keeps them. */
const ANSWERS = 'wirebook.ask'

/** Pure: from what is on the page and what this browser remembers. */
export function progressOf(
  page: { lesson: string; exercises: readonly string[]; questions: readonly string[] },
  known: { read: boolean; passed(exercise: string): boolean; answered(question: string): boolean },
): Progress {
  const cells = page.exercises.length + page.questions.length
  const cellsDone = page.exercises.filter(known.passed).length + page.questions.filter(known.answered).length
  return { read: known.read, cells, cellsDone, done: known.read && cellsDone === cells }
}

export type Telling = {
  /** The lab or exercise in use: `exercise:boundaries/byte-reader`; null before one is. */
  cell(): string | null
  end(): void
}

/** Tells every one of these cohorts. What cannot be told now is told with the next. */
export function tell(lesson: string, cohorts: readonly string[]): Telling {
  let cell: string | null = null
  let toldProgress = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const leaving = new AbortController()
  const { signal } = leaving

  const send = () => {
    if (document.visibilityState !== 'visible') return
    const presence: Presence = { lesson, cell }
    const progress = progressHere(lesson)
    const text = JSON.stringify(progress)
    for (const cohort of cohorts) {
      call('PUT', `cohorts/${cohort}/presence`, presence).catch(() => {})
      if (text !== toldProgress)
        call('PUT', `cohorts/${cohort}/progress/${lesson}`, progress).then(
          () => {
            toldProgress = text
          },
          () => {},
        )
    }
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(send, TELL.gatherMs)
  }
  const use = ({ target }: Event) => {
    const found = target instanceof Element ? cellAt(target) : null
    if (found === null || found === cell) return
    cell = found
    soon()
  }
  const every = setInterval(send, TELL.everyMs)
  document.addEventListener('focusin', use, { signal })
  document.addEventListener('pointerdown', use, { signal })
  document.addEventListener('visibilitychange', soon, { signal })
  for (const name of ['wirebook:progress', 'wirebook:run', 'change']) document.addEventListener(name, soon, { signal })
  send()
  return {
    cell: () => cell,
    end() {
      clearInterval(every)
      clearTimeout(timer)
      leaving.abort()
    },
  }
}

function cellAt(element: Element): string | null {
  const lab = element.closest<HTMLElement>('section.bench[data-lab]')
  if (lab) return `lab:${lab.dataset.lab}`
  const exercise = element.closest<HTMLElement>('[data-exercise]')
  return exercise ? `exercise:${exercise.dataset.exercise}` : null
}

function progressHere(lesson: string): Progress {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(`[data-lesson] ${selector}`)]
  const answers = (read(ANSWERS) ?? {}) as Record<string, { shown?: boolean }>
  const passed = readProgress()
  return progressOf(
    {
      lesson,
      exercises: all('[data-exercise]').map(({ dataset }) => dataset.exercise!),
      questions: all('wire-ask[data-key]').map(({ dataset }) => dataset.key!),
    },
    {
      read: lesson in readDays().lessons,
      passed: (exercise) => passed[exercise] === 'passed',
      answered: (question) => answers[question]?.shown === true,
    },
  )
}
