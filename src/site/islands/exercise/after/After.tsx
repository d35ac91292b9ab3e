/** What can be looked at after an attempt: the course's solution, and two attempts beside each other. */
import { useSignal } from '@preact/signals'
import { pageLocale } from '../../shared/page-locale.ts'
import type { ExerciseModel } from '../exercise.ts'
import type { ExerciseProps } from '../props.ts'
import { AttemptsCompared } from './AttemptsCompared.tsx'
import { Solution } from './Solution.tsx'
import { afterWords } from './words.ts'
import './after.css'

export type AfterProps = { model: ExerciseModel; exercise: ExerciseProps; file: string }

export function After({ model, exercise, file }: AfterProps) {
  const words = afterWords[pageLocale()]
  const comparing = useSignal(false)
  const several = model.attempts.value.length > 1
  const close = () => {
    comparing.value = false
  }
  return (
    <>
      <Solution exercise={model} file={file} words={words}>
        {several && (
          <button
            type="button"
            class="btn"
            aria-expanded={comparing.value}
            onClick={() => {
              comparing.value = !comparing.value
            }}
          >
            {words.attempts}
          </button>
        )}
      </Solution>
      {several && comparing.value && (
        <AttemptsCompared model={model} exercise={exercise} words={words} onClose={close} />
      )}
    </>
  )
}
