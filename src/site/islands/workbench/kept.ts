/** The bench's state in the address and in the browser. */
import { type BenchState, parseState } from '../../../workbench/state.ts'
import { deflated, FRAGMENT_LIMIT, inflated, TooLarge } from '../shared/fragment.ts'

const KEY = 'wirebook.workbench'
const MARK = 'frame='
const VERSION = '1'
/** Bytes of what is packed, so that a small link cannot become a large text. */
const UNPACKED = 64 * 1_024

export type Opened = { state: BenchState } | { problem: 'malformed' | 'newer' | 'too-large' }

/** The fragment, without `#`. Null when it would be too long. */
export async function fragmentOf(state: BenchState): Promise<string | null> {
  const fragment = `${MARK}${VERSION}.${await deflated(JSON.stringify(state))}`
  return fragment.length > FRAGMENT_LIMIT ? null : fragment
}

/** Null for a fragment that holds no frame. Never throws: links come from anywhere. */
export async function opened(fragment: string): Promise<Opened | null> {
  const text = fragment.replace(/^#/, '')
  if (!text.startsWith(MARK)) return null
  const [version, body] = text.slice(MARK.length).split('.')
  if (version === undefined || body === undefined || !/^\d+$/.test(version)) return { problem: 'malformed' }
  if (version !== VERSION) return { problem: 'newer' }
  if (text.length > 2 * FRAGMENT_LIMIT) return { problem: 'too-large' }
  try {
    const state = parseState(JSON.parse(await inflated(body, UNPACKED)))
    return state ? { state } : { problem: 'malformed' }
  } catch (error) {
    return { problem: error instanceof TooLarge ? 'too-large' : 'malformed' }
  }
}

/** Null where nothing was kept, or nothing that can be read. */
export function kept(): BenchState | null {
  try {
    return parseState(JSON.parse(localStorage.getItem(KEY) ?? 'null'))
  } catch {
    return null // storage may be refused, or hold anything
  }
}

export function keep(state: BenchState): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(state))
  } catch {} // it is in the address as well
}
