/** Steps that may or may not have to be awaited, so that one text serves a thread that blocks and one that awaits. */

export type Awaitable<T> = T | Promise<T>

/** `next` with the value: at once, or when the promise is kept. */
export function after<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** `try { run() } finally { end() }`; what `end` throws takes the place of what `run` threw. */
export function lastly<T>(run: () => Awaitable<T>, end: () => Awaitable<void>): Awaitable<T> {
  let result: Awaitable<T>
  try {
    result = run()
  } catch (error) {
    return after(end(), () => {
      throw error
    })
  }
  if (result instanceof Promise) return result.finally(end)
  const value = result
  return after(end(), () => value)
}

/** `try { run() } catch (error) { rescue(error) }` */
export function rescued(run: () => Awaitable<void>, rescue: (error: unknown) => Awaitable<void>): Awaitable<void> {
  try {
    const result = run()
    return result instanceof Promise ? result.catch(rescue) : result
  } catch (error) {
    return rescue(error)
  }
}
