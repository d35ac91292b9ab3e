/**
 * What of the language server's answers a page is told. It speaks of paths of the machine, other pages' folders among
 * them: a page is told of its own documents by their names in the course, of libraries by theirs, and of nothing else.
 */
import { sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { LIBRARY, targetOf } from '../../protocol/editor.ts'
import { LANGUAGE_LIMITS } from './limits.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined }

/** Paths as the language server has them. */
export type Surroundings = {
  /** Of the page's folder. */
  own: string
  /** Of the folder of all pages. */
  clients: string
  /** Folders of declarations -> what they are called. */
  libraries: Record<string, string>
}

/** LSP's CompletionItemKind. */
const FILE = 17
const FOLDER = 19
/** Holds paths, and is for the server alone. */
const PRIVATE_KEYS = new Set(['data', 'command'])
/** The compiler's own library, where it comes out of the binary. */
const BUNDLED = 'bundled:///libs/'

/** The page's name of a document or library; null for anything else. */
export function uriForPage(uri: string, { own, libraries }: Surroundings): string | null {
  if (uri.startsWith(BUNDLED)) return `${LIBRARY}typescript/${uri.slice(BUNDLED.length)}`
  const path = pathOf(uri)
  if (path === null) return null
  const mine = within(own, path)
  if (mine !== null) return targetOf(`file:///${mine}`) === null ? null : `file:///${mine}`
  for (const [folder, name] of Object.entries(libraries)) {
    const file = within(folder, path)
    if (file !== null) return LIBRARY + (name === '' ? file : `${name}/${file}`)
  }
  return null
}

/** Compared as paths: the server encodes characters of a URI that others leave as they are. */
function pathOf(uri: string): string | null {
  try {
    return fileURLToPath(uri)
  } catch {
    return null
  }
}

function within(folder: string, path: string): string | null {
  return path.startsWith(folder + sep) ? path.slice(folder.length + 1).replaceAll(sep, '/') : null
}

/** An answer without paths of ours. Locations that are no page's business are left out of lists. */
export function forPage(answer: Json, around: Surroundings): Json {
  return cleaned(answer, around) ?? null
}

function cleaned(value: Json, around: Surroundings): Json | undefined {
  if (typeof value === 'string') return withoutPaths(value, around)
  if (Array.isArray(value)) return value.map((one) => cleaned(one, around)).filter((one) => one !== undefined)
  if (typeof value !== 'object' || value === null) return value
  const { uri, targetUri } = value
  if (typeof uri === 'string' && uriForPage(uri, around) === null) return undefined
  if (targetUri !== undefined) return undefined // a LocationLink, which is not asked for
  const result: { [key: string]: Json | undefined } = {}
  for (const [key, entry] of Object.entries(value)) {
    if (entry === undefined || PRIVATE_KEYS.has(key)) continue
    result[key] = key === 'uri' && typeof uri === 'string' ? uriForPage(uri, around)! : cleaned(entry, around)
  }
  return result
}

/** Longer paths first: one holds the other. */
export function withoutPaths(text: string, { own, clients, libraries }: Surroundings): string {
  const paths = [own, ...Object.keys(libraries), clients].toSorted((a, b) => b.length - a.length)
  let result = text
  for (const path of paths) result = result.replaceAll(pathToFileURL(path).href, '').replaceAll(path, '')
  return result
}

/**
 * Items of a completion. In the text of an import the server completes paths of the whole machine: of files and folders
 * only those of the lab remain.
 */
export function completionsFor(answer: Json, files: ReadonlySet<string>): Json {
  const list = Array.isArray(answer) ? { items: answer } : answer
  if (typeof list !== 'object' || list === null || !Array.isArray(list.items)) return null
  const items = list.items.filter((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return false
    const { kind, label } = item
    return (kind !== FILE && kind !== FOLDER) || (typeof label === 'string' && files.has(label))
  })
  const most = LANGUAGE_LIMITS.completions
  return { ...list, items: items.slice(0, most), isIncomplete: list.isIncomplete === true || items.length > most }
}

/**
 * Edits of a renaming, by the page's documents; null when it would change what the page cannot change: then it must not
 * be done at all, as half of it breaks the program.
 */
export function renamingFor(answer: Json, around: Surroundings, open: (uri: string) => boolean): Json {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return null
  const { changes } = answer
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) return null
  const shown: { [uri: string]: Json } = {}
  for (const [uri, edits] of Object.entries(changes)) {
    if (!Array.isArray(edits) || edits.length === 0) continue
    const name = uriForPage(uri, around)
    if (name === null || !open(name)) return null
    shown[name] = forPage(edits, around)
  }
  return { changes: shown }
}
