/** With its words in English: a page loads those of its own language alone. */
import { en } from '../words-en.ts'
import ExercisePanel from './ExercisePanel.tsx'
import type { ExercisePanelProps } from './props.ts'

export default function ExercisePanelInEnglish(props: ExercisePanelProps) {
  return <ExercisePanel {...props} words={en} />
}
