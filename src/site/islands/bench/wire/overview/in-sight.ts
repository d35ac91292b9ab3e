/** Which rows of the ladder or the table are in sight, read from the page. */

/** Packet numbers of the first and the last row that can be seen in `box`; null while none is drawn there. */
export function inSight(box: HTMLElement): { first: number; last: number } | null {
  const rows = box.querySelectorAll<HTMLElement>('[data-n]')
  const { top, bottom } = box.getBoundingClientRect()
  const head = box.querySelector('.ends')?.clientHeight ?? 0
  // Rows stand one below the other: the first that ends below the top edge is found by halving.
  const search = (passes: (rect: DOMRect) => boolean) => {
    let [from, to] = [0, rows.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if (passes(rows[middle]!.getBoundingClientRect())) to = middle
      else from = middle + 1
    }
    return from
  }
  const first = rows[search((rect) => rect.bottom > top + head)]
  const last = rows[search((rect) => rect.top >= bottom) - 1]
  if (!first || !last) return null
  const number = (row: HTMLElement) => Number(row.dataset.n)
  return number(first) <= number(last) ? { first: number(first), last: number(last) } : null
}
