/**
 * Sequence numbers count modulo 2^32 (RFC 9293 §3.4). `relative` turns one into a plain number counted from the
 * side's initial sequence number, choosing the turn of the counter that lies closest to a number known before:
 * so a stream keeps growing past 4 GiB, and a repeated segment falls behind instead of far ahead.
 */
export function relative(absolute: number, initial: number, near: number): number {
  return near + ((absolute - initial - near) | 0)
}
