/** Ids that repeat from build to build: the nth of its kind on its page. */

const used = new Map<string, number>()

export function pageId(page: string, kind: string): string {
  const key = `${page} ${kind}`
  const n = (used.get(key) ?? 0) + 1
  used.set(key, n)
  return `${kind}-${n}`
}
