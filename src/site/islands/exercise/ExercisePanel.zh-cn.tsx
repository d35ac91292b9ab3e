/** With its words in Chinese: a page loads those of its own language alone. */
import { zh } from '../words-zh.ts'
import ExercisePanel from './ExercisePanel.tsx'
import type { ExercisePanelProps } from './props.ts'

export default function ExercisePanelInChinese(props: ExercisePanelProps) {
  return <ExercisePanel {...props} words={zh} />
}
