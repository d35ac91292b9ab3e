/** Times of a class in its own time zone, and beside that in the reader's. Pure; instants are ms since the epoch. */
import type { Locale } from '../../../course/schema.ts'

const CODE: Record<Locale, string> = { en: 'en-GB', 'zh-cn': 'zh-CN' }
const MINUTE_MS = 60_000

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** `Fri 27 Nov 2026, 20:00` on the clocks of this zone. */
export function whenIn(at: number, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(CODE[locale], {
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(at)
}

/** Without the day, for what is of today. */
export function clockIn(at: number, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(CODE[locale], {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).format(at)
}

/** What a clock in this zone is ahead of UTC at this instant, ms. */
export function offsetAt(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(at)
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0)
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
  return shown - Math.floor(at / 1_000) * 1_000
}

/** For `<input type="datetime-local">`: `2026-11-27T20:00`. */
export function toField(at: number | null, zone: string): string {
  if (at === null) return ''
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16)
}

/**
 * The instant at which clocks of the zone show this; null for what is no time. Of an hour that comes twice, the first; one
 * that is left out counts on from before.
 */
export function fromField(text: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null
  const asUtc = Date.parse(`${text.slice(0, 16)}:00Z`)
  if (Number.isNaN(asUtc)) return null
  // The offsets that hold around it; the greater one gives the earlier instant.
  const offsets = [offsetAt(asUtc - 86_400_000, zone), offsetAt(asUtc + 86_400_000, zone)].toSorted((a, b) => b - a)
  const fits = offsets.map((offset) => asUtc - offset).find((at) => at + offsetAt(at, zone) === asUtc)
  return fits ?? asUtc - offsetAt(asUtc - 86_400_000, zone)
}

/** Days, hours or minutes of a span, the largest that fits. */
export function spanOf(ms: number): { days: number } | { hours: number } | { minutes: number } {
  const minutes = Math.max(0, Math.round(ms / MINUTE_MS))
  if (minutes < 120) return { minutes }
  if (minutes < 48 * 60) return { hours: Math.round(minutes / 60) }
  return { days: Math.round(minutes / 1_440) }
}
