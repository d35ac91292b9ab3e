/** A lab's code, dial and faults in the fragment of an address: JSON, packed, after a version. */
import { deflated, FRAGMENT_LIMIT, inflated, TooLarge } from '../../shared/fragment.ts'
import type { Settings } from '../settings.ts'

export const SHARE_LIMITS = {
  fragment: FRAGMENT_LIMIT,
  /** Bytes of what is packed in it, so that a small link cannot become a large text. */
  unpacked: 512 * 1_024,
}

/** `files`: those that differ from the course's own. */
export type Shared = { lab: string; files: Record<string, string>; settings: Settings }
export type Unpacked = { shared: Shared } | { problem: 'malformed' | 'newer' | 'too-large' }

const VERSION = '1'
const MARK = 'share='

/** The fragment, without `#`. Null when it would be too long. */
export async function packed(shared: Shared): Promise<string | null> {
  const fragment = `${MARK}${VERSION}.${await deflated(JSON.stringify(shared))}`
  return fragment.length > SHARE_LIMITS.fragment ? null : fragment
}

/** Null for a fragment that is no shared lab. Never throws: links come from anywhere. */
export async function unpacked(fragment: string): Promise<Unpacked | null> {
  const text = fragment.replace(/^#/, '')
  if (!text.startsWith(MARK)) return null
  const [version, body] = text.slice(MARK.length).split('.')
  if (version === undefined || body === undefined || !/^\d+$/.test(version)) return { problem: 'malformed' }
  if (version !== VERSION) return { problem: 'newer' }
  if (text.length > 2 * SHARE_LIMITS.fragment) return { problem: 'too-large' }
  try {
    const shared = sharedOf(JSON.parse(await inflated(body, SHARE_LIMITS.unpacked)))
    return shared ? { shared } : { problem: 'malformed' }
  } catch (error) {
    return { problem: error instanceof TooLarge ? 'too-large' : 'malformed' }
  }
}

/** Built anew from what was checked: whatever else stands in the text is left behind. */
function sharedOf(value: unknown): Shared | null {
  if (!isRecord(value) || typeof value.lab !== 'string' || !/^[a-z0-9-]+\/[a-z0-9-]+$/.test(value.lab)) return null
  const { files, settings } = value
  if (!isRecord(settings) || !isRecord(settings.options) || !isRecord(settings.faults)) return null
  const texts = textsOf(files)
  const options = textsOf(settings.options)
  const { seed } = settings
  const isSeed = typeof seed === 'number' && Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff
  const faults = Object.entries(settings.faults)
  const plain = faults.every(([name, one]) => isName(name) && ['number', 'string'].includes(typeof one))
  if (!texts || !options || !isSeed || !plain) return null
  return {
    lab: value.lab,
    files: texts,
    settings: { options, faults: Object.fromEntries(faults) as Settings['faults'], seed },
  }
}

function textsOf(value: unknown): Record<string, string> | null {
  if (!isRecord(value)) return null
  const entries = Object.entries(value)
  if (entries.length > 32 || !entries.every(([name, text]) => isName(name) && typeof text === 'string')) return null
  return Object.fromEntries(entries) as Record<string, string>
}

function isName(name: string): boolean {
  return name.length <= 100 && name !== '__proto__'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
