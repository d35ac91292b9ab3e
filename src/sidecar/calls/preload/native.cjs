/** Native functions of UDP handles: the one thing that is wrapped. */
'use strict'
const { isPassing } = require('./budget.cjs')
const { now } = require('./clock.cjs')
const { quietly } = require('./quietly.cjs')
const { below } = require('./site.cjs')

/** Wraps a native function of one handle, which runs none of the program's code. */
function native(handle, name, after) {
  const original = handle[name]
  const wrapper = {
    [name](...args) {
      const began = isPassing() ? 0 : now()
      const result = Reflect.apply(original, this, args)
      below(wrapper)
      quietly(() => after(result, args, began))
      return result
    },
  }[name]
  const enumerable = Object.hasOwn(handle, name)
  Object.defineProperty(handle, name, { value: wrapper, writable: true, configurable: true, enumerable })
}

module.exports = { native }
