/** One lesson as read from disk. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Cell, readCells } from '../../course/cells.ts'
import type { Locale } from '../../course/schema.ts'
import type { Course } from './course.ts'
import { shownPath } from './course.ts'
import type { Problem } from './problem.ts'

export type Lesson = {
  id: string
  locale: Locale
  /** Path within the repository. */
  where: string
  text: string
  front: Record<string, string | string[]>
  cells: Cell[]
}

/** null where it is not written in this language. */
export function readLesson({ content }: Course, locale: Locale, id: string): Lesson | null {
  const file = join(content, locale, `${id}.mdx`)
  if (!existsSync(file)) return null
  const text = readFileSync(file, 'utf8')
  return { id, locale, where: shownPath(file), text, front: frontmatter(text), cells: readCells(text) }
}

export function problemAt({ where }: Lesson, line: number, code: string, message: string): Problem {
  return { code, where: `${where}:${line}`, message }
}

export function named(cells: readonly Cell[], ...names: string[]): Cell[] {
  return cells.filter(({ name }) => names.includes(name))
}

/** `key: text` and `key:` with `  - text` lines under it: all that lessons use of YAML. */
function frontmatter(text: string): Record<string, string | string[]> {
  const block = /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? ''
  const front: Record<string, string | string[]> = {}
  let list: string[] | undefined
  for (const row of block.split('\n')) {
    const item = /^\s+-\s+(.*)$/.exec(row)?.[1]
    const [, key, value = ''] = /^(\w+):\s*(.*)$/.exec(row) ?? []
    if (item !== undefined) list?.push(unquoted(item))
    else if (key !== undefined) {
      list = value === '' ? [] : undefined
      front[key] = list ?? unquoted(value)
    }
  }
  return front
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value.trim()) ? value.trim().slice(1, -1) : value.trim()
}
