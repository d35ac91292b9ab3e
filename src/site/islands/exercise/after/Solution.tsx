/** The course's solution compared with the reader's code: after a pass, or when they ask for it. Their own code stays. */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { Diff } from '../../shared/diff/Diff.tsx'
import type { ExerciseModel } from '../exercise.ts'
import type { AfterWords } from './words.ts'

type Props = {
  exercise: ExerciseModel
  file: string
  words: AfterWords
  /** What else can be done. */
  children: ComponentChildren
}
type Fetched = { state: 'none' | 'loading' | 'gone' } | { state: 'here'; files: Record<string, string> }

export function Solution({ exercise, file, words, children }: Props) {
  const fetched = useSignal<Fetched>({ state: 'none' })
  const asked = useSignal(false)
  const passed = exercise.passed.value
  const show = async () => {
    asked.value = false
    fetched.value = { state: 'loading' }
    fetched.value = await fetchSolution(exercise.id)
    if (fetched.value.state === 'here')
      document.dispatchEvent(new CustomEvent('wirebook:solution', { detail: { exercise: exercise.id } }))
  }
  const solution = fetched.value
  if (solution.state === 'here')
    return (
      <>
        <div class="compared">
          <Diff
            titles={{ before: `${words.yourCode}, ${file}`, after: words.solution }}
            before={exercise.document(file).state.value.text}
            after={solution.files[file] ?? ''}
          />
        </div>
        <div class="acts">
          <button
            type="button"
            class="btn"
            onClick={() => {
              fetched.value = { state: 'none' }
            }}
          >
            {words.hideSolution}
          </button>
          {children}
        </div>
      </>
    )
  return (
    <div class="acts">
      {solution.state === 'gone' && <span role="alert">{words.solutionGone}</span>}
      {solution.state === 'loading' && <span>{words.solutionLoading}</span>}
      {asked.value ? (
        <>
          <span>{words.giveUpSure}</span>
          <button type="button" class="btn" onClick={show}>
            {words.yes}
          </button>
          <button
            type="button"
            class="btn quiet"
            onClick={() => {
              asked.value = false
            }}
          >
            {words.no}
          </button>
        </>
      ) : (
        <button
          type="button"
          class="btn"
          onClick={() => {
            if (passed) void show()
            else asked.value = true
          }}
        >
          {passed ? words.compare : words.giveUp}
        </button>
      )}
      {children}
    </div>
  )
}

async function fetchSolution(id: string): Promise<Fetched> {
  try {
    const base = document.documentElement.dataset.base ?? '/'
    const response = await fetch(`${base}labs/${id}/solution.json`)
    if (!response.ok) return { state: 'gone' }
    return { state: 'here', files: (await response.json()) as Record<string, string> }
  } catch {
    return { state: 'gone' }
  }
}
