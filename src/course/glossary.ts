/** Words of the trade: `content/glossary/<unit>.json`, one file for each unit that first needs them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CONTENT } from './load.ts'
import type { Locale } from './schema.ts'

export type GlossaryEntry = { term: string; text: string }
/** By id. A language may be missing while an entry is being written: `wirebook check` says so. */
export type Glossary = Record<string, Partial<Record<Locale, GlossaryEntry>>>

/** All entries, in the order of their ids. Throws where one id stands in two files. */
export function readGlossary(content = CONTENT): Glossary {
  const folder = join(content, 'glossary')
  if (!existsSync(folder)) return {}
  const all: Glossary = {}
  for (const name of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    const part = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Glossary
    for (const [id, entry] of Object.entries(part)) {
      if (id in all) throw new Error(`${join(folder, name)}: "${id}" stands in another file of the glossary already`)
      all[id] = entry
    }
  }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
}
