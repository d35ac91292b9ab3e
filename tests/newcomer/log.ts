/** The trial's log as Markdown: a heading, the command, what was said last, and whether that is good enough. */
import type { Told } from './person.ts'

export type Entry = Told & { name: string; command: string; ends: RegExp }

/** Between these lines of docs/newcomer.md the log is written. */
export const BEGIN = '<!-- log -->'
export const END = '<!-- end of log -->'
/** Lines that are shown of what was said. */
const SHOWN = 6
const WIDEST = 200

export function logged({ name, command, seconds, code, text, ends }: Entry): string {
  const lines = text.trimEnd().split('\n')
  const heard = lines.filter((line) => !/npm warn EBADENGINE/.test(line))
  const warned = lines.length - heard.length > 0 ? ['(npm warns of packages that want a newer Node: EBADENGINE)'] : []
  const last = [...warned, ...heard.slice(-SHOWN)].map((line) =>
    line.length > WIDEST ? `${line.slice(0, WIDEST)}…` : line,
  )
  const verdict = ends.test(text) ? 'good' : '**not good**'
  const ended = code === null ? '' : `, exit ${code}`
  return `### ${name}\n\n${verdict}, ${seconds.toFixed(1)} s${ended}\n\n\`\`\`text\n$ ${command}\n${last.join('\n')}\n\`\`\`\n`
}
