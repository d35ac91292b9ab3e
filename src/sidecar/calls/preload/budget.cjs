/** What watching may take of the program's time. Calls over that are counted and not told. */
'use strict'
const { now } = require('./clock.cjs')
const { tally } = require('./tally.cjs')

/** Part of the program's time that watching may take, and what it may take at first, µs. */
const SHARE = 0.02
const ALLOWANCE = 10_000
/** A program that waits for more than this part of the time does not hurry. */
const RESTS = 0.2
/** Reports that are told whatever they take: those of a program that does not hurry. */
const ALWAYS = 500
/** Calls passed over at once when it has taken more. */
const PASSING = 64

const processorTime = (process.threadCpuUsage ?? process.cpuUsage).bind(process)
const eventLoopUtilization = performance.eventLoopUtilization.bind(performance)

/** What watching may still take, µs. */
let budget = ALLOWANCE
let filledAt = 0
let computed = 0
let idled = 0
/** Time that blocking calls took since the last filling, µs. */
let waited = 0

/** SHARE of the time that has passed; of a program that never waits, of its processor time: others may have had the rest. */
function refill(at) {
  const { user, system } = processorTime()
  const idle = eventLoopUtilization().idle * 1e3
  const passedTime = at - filledAt
  const rests = idle - idled + waited > passedTime * RESTS
  budget = Math.min(ALLOWANCE, budget + (rests ? passedTime : user + system - computed) * SHARE)
  filledAt = at
  computed = user + system
  idled = idle
  waited = 0
}

/** Looks passed over before the clock is asked again. */
let passing = 0

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
  if (budget > 0) return at
  refill(at)
  if (budget > 0) return at
  passing = PASSING
  tally.passed++
  tally.missing++
  return 0
}

function charge(since) {
  if (tally.reports >= ALWAYS) budget -= now() - since
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
