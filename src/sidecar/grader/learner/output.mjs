// @ts-check
/**
 * A loop that prints and never ends has to reach its output limit, not fill its own memory with what it could not write:
 * stdout and stderr block. They become so when the program first uses them, as each is a socket with all that belongs to
 * one, and most submissions print nothing.
 */

/** @typedef {{ _handle?: { setBlocking?(blocking: boolean): void } }} Inner */

export function blockingOutput() {
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    const own = Object.getOwnPropertyDescriptor(process, name)
    if (own?.get === undefined || !own.configurable) block(process[name])
    else {
      const get = () => {
        Object.defineProperty(process, name, own)
        return block(process[name])
      }
      Object.defineProperty(process, name, { ...own, get })
    }
  }
}

/** @param {NodeJS.WriteStream} stream */
function block(stream) {
  const { _handle: handle } = /** @type {Inner} */ (/** @type {unknown} */ (stream))
  handle?.setBlocking?.(true)
  return stream
}
