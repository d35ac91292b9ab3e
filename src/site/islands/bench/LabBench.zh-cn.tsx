/** With its words in Chinese: a page loads those of its own language alone. */
import { zh } from '../words-zh.ts'
import LabBench from './LabBench.tsx'
import type { LabBenchProps } from './props.ts'

export default function LabBenchInChinese(props: LabBenchProps) {
  return <LabBench {...props} words={zh} />
}
