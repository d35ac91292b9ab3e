/** What moves with every packet is drawn seldom while very many come in. */
import { untracked, useSignal, useSignalEffect } from '@preact/signals'

/** So seldom, ms. */
const CALM_MS = 1_500

/** `value` reads signals; so does `busy`, which says that what is shown may stay for a while in place of it. */
export function useCalm<T>(value: () => T, busy: (shown: T, now: T) => boolean): T {
  const shown = useSignal({ value: untracked(value), at: 0 })
  useSignalEffect(() => {
    const now = value()
    const { value: before, at } = shown.peek()
    const show = () => {
      if (!Object.is(before, now)) shown.value = { value: now, at: performance.now() }
    }
    if (!busy(before, now)) {
      show()
      return
    }
    const timer = setTimeout(show, Math.max(0, at + CALM_MS - performance.now()))
    return () => clearTimeout(timer)
  })
  return shown.value.value
}
