/** What watching may take of the program's time. Calls over that are counted and not told. */
'use strict'
const { now } = require('./clock.cjs')
const { tally } = require('./tally.cjs')

/** Part of its time that watching may take of a program that waits now and then, and of the processor time of one that never does. */
const SHARE = 0.02
const SHARE_OF_HURRY = 0.01
/** What it may take at first, and save at most, µs. */
const ALLOWANCE = 10_000
/** What took longer was interrupted by others that wanted the processor, µs. */
const LONGEST = 500
/** A program that waits for more than this part of the time does not hurry. */
const RESTS = 0.2
/** Reports that are told whatever they take: those of a program that does not hurry. */
const ALWAYS = 500
/** When it has taken more, calls are passed over until so much is saved: then some can be told in a row, µs. */
const SAVINGS = 500
/** Calls passed over before the clock is asked again, which costs as much as a report does… */
const PASSING = 64
/** …in a program whose event loop turns, as a timer then says when it is time to ask. */
const PASSING_BETWEEN_TURNS = 4_096
const ASK_MS = 20

const { setTimeout } = globalThis
const processorTime = (process.threadCpuUsage ?? process.cpuUsage).bind(process)
const eventLoopUtilization = performance.eventLoopUtilization.bind(performance)

/** What watching may still take, µs. */
let budget = ALLOWANCE
let filledAt = 0
let computed = 0
let idled = 0
/** Time that blocking calls took since the last filling, µs. */
let waited = 0

/** Of a program that never waits processor time counts: others may have had the rest. */
function refill(at) {
  const { user, system } = processorTime()
  const idle = eventLoopUtilization().idle * 1e3
  const passedTime = at - filledAt
  const rests = idle - idled + waited > passedTime * RESTS
  budget = Math.min(ALLOWANCE, budget + (rests ? passedTime * SHARE : (user + system - computed) * SHARE_OF_HURRY))
  filledAt = at
  computed = user + system
  idled = idle
  waited = 0
}

/** Looks passed over before the clock is asked again. */
let passing = 0
/** It has taken more, and not enough has been saved yet. */
let saving = false
/** The event loop has turned since the clock was asked. */
let turned = false
let timer

/** The loop ends without waiting for this. */
function askLater() {
  if (timer) timer.refresh()
  else timer = setTimeout(ask, ASK_MS).unref()
}

function ask() {
  turned = true
  passing = 0
}

/** Whether this call is only counted. */
function resting() {
  if (tally.full) {
    tally.missing++
    return true
  }
  if (passing === 0) return false
  passing--
  tally.passed++
  tally.missing++
  return true
}

/** The time, where watching one more call is within its means; 0 where the call can only be counted, which is done. */
function affordable() {
  if (resting()) return 0
  const at = now()
  if (tally.reports < ALWAYS) return at
  if (budget > 0 && !saving) return at
  refill(at)
  saving = budget <= (saving ? SAVINGS : 0)
  if (!saving) return at
  passing = turned ? PASSING_BETWEEN_TURNS : PASSING
  turned = false
  askLater()
  tally.passed++
  tally.missing++
  charge(at)
  return 0
}

function charge(since) {
  if (tally.reports >= ALWAYS) budget -= Math.min(now() - since, LONGEST)
}

/** A blocking call took time in which the program did not compute, µs. */
function waitedFor(time) {
  waited += time
}

/** Whether calls are passed over at this moment, which is asked where nothing is counted yet. */
const isPassing = () => tally.full || passing > 0

function start() {
  filledAt = now()
}

module.exports = { affordable, charge, isPassing, resting, start, waitedFor }
