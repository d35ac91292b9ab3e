/** Times and sizes as they are written on the page. Digits and units are the same in both languages. */

/** µs to `0.021` or `31034.2`, for columns headed ms. */
export function milliseconds(micros: number): string {
  return (micros / 1_000).toFixed(Math.abs(micros) < 10_000_000 ? 3 : 1)
}

/** µs to the shortest honest phrase: `0.021 ms`, `4.2 ms`, `48 ms`, `1.03 s`. */
export function duration(micros: number): string {
  const ms = micros / 1_000
  if (ms < 1) return `${ms.toFixed(3)} ms`
  if (ms < 10) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  return ms < 10_000 ? `${(ms / 1_000).toFixed(2)} s` : `${(ms / 1_000).toFixed(1)} s`
}

/** Kept: to make one costs more than to use it a hundred times. */
const GROUPED = new Intl.NumberFormat('en-US')

/** Bytes with a thin grouping: `65,536 B`. */
export function bytes(count: number): string {
  return `${count < 1_000 ? count : GROUPED.format(count)} B`
}
