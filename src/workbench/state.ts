/** What stands on the bench: a definition and three messages of it, as typed. Kept, and carried by links. */
import type { Definition } from './frame.ts'
import { isRecord, parseDefinition } from './parse.ts'
import { PRESETS, type Preset } from './presets.ts'
import type { Typed } from './typed.ts'

export const MESSAGES = 3
/** Characters of one value. */
export const VALUE_LIMIT = 200

export type BenchState = { definition: Definition; messages: Typed[] }

export const stateOf = ({ definition, messages }: Preset): BenchState => ({ definition, messages })
export const FIRST: BenchState = stateOf(PRESETS[0]!)

/** Null for anything that was not made here. Values of fields that are not there are left out. Never throws. */
export function parseState(value: unknown): BenchState | null {
  if (!isRecord(value) || !Array.isArray(value.messages) || value.messages.length !== MESSAGES) return null
  const definition = parseDefinition(value.definition)
  if (!definition) return null
  const messages = value.messages.map((message) => parseTyped(message, definition))
  return messages.includes(null) ? null : { definition, messages: messages.filter((one) => one !== null) }
}

function parseTyped(value: unknown, { fields }: Definition): Typed | null {
  if (!isRecord(value)) return null
  const typed: Typed = {}
  for (const { name } of fields) {
    const text = Object.hasOwn(value, name) ? value[name] : undefined
    if (text === undefined) continue
    if (typeof text !== 'string' || text.length > VALUE_LIMIT) return null
    typed[name] = text
  }
  return typed
}
