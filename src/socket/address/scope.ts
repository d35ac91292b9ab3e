/** The part of `fe80::1%eth0` behind the percent sign (RFC 4007 §11): an interface's name or number. */
import { interfaceIndex } from '../interfaces.ts'

export function scopeOf(zone: string): number {
  return /^\d+$/.test(zone) ? Number(zone) : interfaceIndex(zone)
}
