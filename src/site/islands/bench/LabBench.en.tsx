/** With its words in English: a page loads those of its own language alone. */
import { en } from '../words-en.ts'
import LabBench from './LabBench.tsx'
import type { LabBenchProps } from './props.ts'

export default function LabBenchInEnglish(props: LabBenchProps) {
  return <LabBench {...props} words={en} />
}
