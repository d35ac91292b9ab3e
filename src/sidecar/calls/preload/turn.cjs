/** What happens when the turn of the event loop ends: sockets are looked at once more, and reports go out. */
'use strict'
const budget = require('./budget.cjs')
const { now } = require('./clock.cjs')
const { flush, hasLines, isBehind } = require('./outbox.cjs')
const { quietly } = require('./quietly.cjs')

/** Turns whose reports go out at once; one is given back each millisecond. */
const PROMPT_TURNS = 32
const PAUSE_MS = 1

const { setTimeout } = globalThis
const settled = Promise.resolve()
const { then } = Promise.prototype

let turning = false
let timer
let armed = false
let promptTurns = PROMPT_TURNS
let promptAt = 0
/** Sockets and servers with something to settle when the turn ends: what to do. @type {Map<object, Function>} */
const unsettled = new Map()

function start() {
  promptAt = now()
}

/** At the end of this turn: behind what the program is about to do, before the loop waits. */
function soon() {
  if (turning) return
  turning = true
  Reflect.apply(then, settled, [turnEnd])
}

function turnEnd() {
  turning = false
  const begun = now()
  settleAll()
  if (hasLines() || isBehind()) {
    promptTurns = Math.min(PROMPT_TURNS, promptTurns + (begun - promptAt) / 1e3)
    promptAt = begun
    if (promptTurns >= 1 && !isBehind()) {
      promptTurns--
      flush()
    } else later()
  }
  budget.charge(begun)
}

function settleAll() {
  for (const [subject, step] of unsettled) {
    unsettled.delete(subject)
    quietly(() => step(subject))
  }
}

function settleLater(subject, step) {
  unsettled.set(subject, step)
  soon()
}

/** The loop ends without waiting for this. */
function later() {
  if (armed) return
  armed = true
  if (timer) timer.refresh()
  else timer = setTimeout(onTimer, PAUSE_MS).unref()
}

function onTimer() {
  armed = false
  const begun = now()
  flush()
  if (isBehind()) later()
  budget.charge(begun)
}

module.exports = { settleAll, settleLater, soon, start }
