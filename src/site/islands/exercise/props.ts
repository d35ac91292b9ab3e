import type { ComponentChildren } from 'preact'
import type { Locale } from '../../../course/schema.ts'

/** An exercise in one language, as its panel shows it before anything is graded. */
export type ExerciseProps = {
  title: string
  kind: 'function' | 'server' | 'client'
  files: string[]
  tests: { id: string; title: string; points: number; visibility: 'visible' | 'hidden'; hint: number }[]
  hints: string[]
}

export type ExercisePanelProps = {
  id: string
  locale: Locale
  exercise: ExerciseProps
  /** File name -> text. The solution is fetched from /labs/<id>/solution.json when it may be shown. */
  starter: Record<string, string>
  /** The first file's code, highlighted, shown until the editor is there. */
  children?: ComponentChildren
}
