/**
 * Inputs that a parser once stumbled over: tests/fixtures/fuzz/<case>.json, `{ parser, once, inputs }`, where `parser`
 * names a target and `once` says what happened. In an input, `{ "$text": [part, [part, times] …] }` is a long text.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './target.ts'

const FOLDER = join(import.meta.dirname, '../fixtures/fuzz')

type Case = { parser: string; once: string; inputs: unknown[] }
export type Kept = { name: string; once: string; replay(): Promise<void> }

/** Throws for a case whose parser is not among the targets. */
export function keptCases(targets: readonly Target[]): Kept[] {
  return readdirSync(FOLDER).map((file) => {
    const { parser, once, inputs } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Case
    const target = targets.find(({ name }) => name === parser)
    if (target === undefined) throw new Error(`${file}: there is no parser "${parser}"`)
    const given = inputs.map((input) => (target.revive ? target.revive(written(input)) : written(input)))
    return {
      name: file.replace('.json', ''),
      once,
      async replay() {
        for (const input of given) await target.check(input)
      },
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
