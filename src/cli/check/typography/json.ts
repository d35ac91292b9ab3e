/** The Chinese texts of a JSON file of the course: every string below a key "zh-cn". */
import { lineOf } from '../../../course/json-lines.ts'
import { isChinese, type Run, runOnLine } from './run.ts'

export function jsonRuns(text: string): Run[] {
  const runs: Run[] = []
  const visit = (value: unknown, path: string[], own: boolean) => {
    if (typeof value === 'string') {
      if (own && isChinese(value)) runs.push(runOnLine(value, lineOf(text, path)))
    } else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) visit(part, [...path, key], own || key === 'zh-cn')
  }
  visit(JSON.parse(text), [], false)
  return runs
}
