/**
 * One report: of a call that took no time, or of one that waits.
 *
 * @typedef {{ id: number, call: string, at: number, until?: number, file?: string, line?: number, column?: number,
 *   local?: string, remote?: string, from?: number, to?: number, result?: string, missing?: number }} Report
 */
'use strict'
const { now } = require('./clock.cjs')
const outbox = require('./outbox.cjs')
const { tally } = require('./tally.cjs')
const { soon } = require('./turn.cjs')

/** Longest line, bytes. */
const LINE_BYTES = 4_096
/** Of one thread; later calls are only counted. */
const REPORTS = 20_000
/** Of an error's code. */
const CODE_TEXT = 80

const { stringify } = JSON

/** @param {Report} report */
function tell(report) {
  if (tally.full) {
    tally.missing++
    return
  }
  if (tally.missing > 0) {
    report.missing = tally.missing
    tally.missing = 0
  }
  const line = `${stringify(report)}\n`
  if (line.length > LINE_BYTES) {
    tally.missing += 1 + (report.missing ?? 0)
    return
  }
  outbox.put(line)
  soon()
  if (++tally.reports >= REPORTS) {
    tally.full = true
    tellUntold(1)
  }
}

/** How many calls are missing where no further report says so. */
function tellUntold(count) {
  outbox.putUntold(`${stringify({ id: ++tally.ids, call: 'untold', at: now(), missing: count })}\n`)
}

/** Told when the turn ends and it still waits; and again, under the same number, when it has ended. */
function open(call, at, details) {
  return { report: { id: ++tally.ids, call, at, ...details }, told: false }
}

function tellOpen(waiting) {
  if (!waiting || waiting.told) return
  waiting.told = true
  tell({ ...waiting.report })
}

function close(waiting, outcome) {
  if (waiting) tell({ ...waiting.report, ...outcome, until: now() })
}

/** A call that does not wait. */
function tellNow(call, at, details) {
  tell({ id: ++tally.ids, call, at, until: at, ...details })
}

/** An address with its port, as reports name an end. */
const end = (address, port) =>
  address === undefined ? undefined : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
const codeOf = (error) => String(error?.code ?? error?.name ?? 'closed').slice(0, CODE_TEXT)

module.exports = { close, codeOf, end, open, tell, tellNow, tellOpen, tellUntold }
