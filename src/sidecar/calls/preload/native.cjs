/** Native functions of UDP handles: the one thing that is wrapped. */
'use strict'
const { isPassing } = require('./budget.cjs')
const { now } = require('./clock.cjs')
const { quietly } = require('./quietly.cjs')
const { below } = require('./site.cjs')

const { call } = Function.prototype
const { bind } = call

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
  replace(handle, name, wrapper)
}

/**
 * The same for what a program may call most often: `passedOver` says that nothing need be noted of this call, and then
 * nothing is made that somebody has to clear away. A connected socket's takes whether there
 * is a callback in the place of the port.
 */
function nativeSend(handle, passedOver, after) {
  const original = Reflect.apply(bind, call, [handle.send])
  const send = {
    send(request, list, count, port, ip, callback) {
      const connected = typeof port !== 'number'
      if (passedOver())
        return connected
          ? original(this, request, list, count, port)
          : original(this, request, list, count, port, ip, callback)
      const began = isPassing() ? 0 : now()
      const result = connected
        ? original(this, request, list, count, port)
        : original(this, request, list, count, port, ip, callback)
      below(send)
      quietly(() => after(result, list, port, ip, began))
      return result
    },
  }.send
  replace(handle, 'send', send)
}

function replace(handle, name, wrapper) {
  const enumerable = Object.hasOwn(handle, name)
  Object.defineProperty(handle, name, { value: wrapper, writable: true, configurable: true, enumerable })
}

module.exports = { native, nativeSend }
