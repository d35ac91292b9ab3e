/** Methods that note who looks them up. */
'use strict'
const { below } = require('./site.cjs')

const never = () => false

/** True while we ourselves look at sockets. */
let ourselves = false

/**
 * Replaces a method by a getter that returns it. `seen(self)` runs whenever the method is looked up on an object, by the
 * program or by the runtime, which is at the latest when it is called; not where `idle(self)` says that it need not.
 */
function look(prototype, name, seen, { inherited, enumerable = true, idle = never } = {}) {
  const original = inherited ? undefined : prototype[name]
  const parent = Object.getPrototypeOf(prototype)
  const take = inherited ?? (Object.hasOwn(prototype, name) ? () => original : () => parent[name])
  Object.defineProperty(prototype, name, {
    configurable: true,
    enumerable,
    get: function get() {
      if (!ourselves && (this !== prototype || enumerable === false) && !idle(this)) see(seen, this, get)
      return take()
    },
    set(value) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  })
}

function see(seen, self, getter) {
  ourselves = true
  below(getter)
  try {
    seen(self)
  } catch {
    // What the program does goes on.
  } finally {
    ourselves = false
  }
}

module.exports = { look }
