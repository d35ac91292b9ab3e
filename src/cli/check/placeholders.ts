/** What a scaffold left to be written. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { shownPath } from './course.ts'
import { lineAt, type Problem } from './problem.ts'

/** Stands wherever `wirebook new` cannot know what is meant; the words after it say what is. */
export const PLACEHOLDER = 'FILL-IN'

/** `path`: a file, or a folder of texts. */
export function placeholders(path: string): Problem[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return inText(shownPath(path), readFileSync(path, 'utf8'))
  return readdirSync(path, { withFileTypes: true, recursive: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile() && /\.(ts|json|mdx|py)$/.test(entry.name) && entry.name !== 'recording.json')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .flatMap((file) => inText(shownPath(file), readFileSync(file, 'utf8')))
}

function inText(where: string, text: string): Problem[] {
  return [...text.matchAll(new RegExp(`${PLACEHOLDER}\\b[^"'\`\\n]*`, 'g'))].map((match) => ({
    code: 'PLACEHOLDER',
    where: `${where}:${lineAt(text, match.index)}`,
    message: `still to be written: ${
      match[0]
        .slice(PLACEHOLDER.length)
        .replace(/^[:\s]+/, '')
        .trim() || 'here'
    }`,
  }))
}
