/**
 * Calls of send() that were asked for and that the runtime has not carried out yet: a name is looked up first, and an
 * unbound socket bound. They are carried out in the order in which they were asked for.
 */
'use strict'

/** Kept of a socket. Whoever throws between asking and sending leaves one behind. */
const KEPT = 1_024

function newSends() {
  /** What is told of a call, or how many follow each other that are only counted. @type {({ at: number, site: object } | number)[]} */
  const asked = []
  let count = 0

  function take() {
    if (count === 0) return undefined
    count--
    const [first] = asked
    if (typeof first !== 'number') return asked.shift()
    if (first === 1) asked.shift()
    else asked[0] = first - 1
    return null
  }

  return {
    /** `call` is null for one that is only counted. */
    ask(call) {
      if (count >= KEPT) take()
      count++
      const last = asked.length - 1
      if (call !== null) asked.push(call)
      else if (typeof asked[last] === 'number') asked[last]++
      else asked.push(1)
    },
    /** The oldest: null for one that is only counted, undefined where nobody was seen asking. */
    take,
    /** Takes the oldest if it is only counted. */
    takeCounted() {
      if (typeof asked[0] !== 'number') return false
      take()
      return true
    },
  }
}

module.exports = { newSends }
