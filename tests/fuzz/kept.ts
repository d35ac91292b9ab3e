/**
 * Inputs that a parser once stumbled over: tests/fixtures/fuzz/<case>.json, `{ parser, once, input }`, where `parser` names a
 * target and `once` says what happened. In `input`, `{ "$text": [part, [part, times] …] }` is a long text.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './target.ts'

export const FOLDER = join(import.meta.dirname, '../fixtures/fuzz')

export type Kept = { name: string; once: string; replay(): Promise<void> }

/** Throws for a case whose parser is not among the targets. */
export function keptCases(targets: readonly Target[]): Kept[] {
  return readdirSync(FOLDER).map((file) => {
    const { parser, once, input } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, unknown>
    const target = targets.find(({ name }) => name === parser)
    if (target === undefined) throw new Error(`${file}: there is no parser "${parser}"`)
    const given = written(input)
    return {
      name: file.replace('.json', ''),
      once: String(once),
      replay: async () => target.check(target.revive ? target.revive(given) : given),
    }
  })
}

function written(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(written)
  if (typeof value !== 'object' || value === null) return value
  if ('$text' in value) return (value.$text as (string | [string, number])[]).map(part).join('')
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, written(one)]))
}

function part(text: string | [string, number]): string {
  return typeof text === 'string' ? text : text[0].repeat(text[1])
}
