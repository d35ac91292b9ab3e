/** wirebook/socket tells its calls by itself. */
'use strict'
const { affordable, charge, waitedFor } = require('./budget.cjs')
const { now } = require('./clock.cjs')
const { flush, hasLines } = require('./outbox.cjs')
const { open, tell, tellOpen } = require('./report.cjs')
const { below, nearest } = require('./site.cjs')

/** What wirebook/socket tells its calls to (src/socket/calls.ts). A call may block, so everything goes out before. */
function bsdReporter() {
  /** @type {Map<number, { report: import('./report.cjs').Report }>} */
  const calls = new Map()
  return {
    begin: function begin({ call, local, remote }) {
      const at = affordable()
      if (at === 0) {
        if (hasLines()) flush()
        return 0
      }
      below(begin)
      const waiting = open(call, at, { ...nearest(), local, remote })
      calls.set(waiting.report.id, waiting)
      tellOpen(waiting)
      flush()
      charge(at)
      return waiting.report.id
    },
    end(id, { local, remote, from, to, datagram, result }) {
      const waiting = calls.get(id)
      if (!waiting) return
      const at = now()
      waitedFor(at - waiting.report.at)
      calls.delete(id)
      const outcome = { local, remote, from, to, datagram, result }
      for (const key of Object.keys(outcome)) if (outcome[key] === undefined) delete outcome[key]
      tell({ ...waiting.report, ...outcome, until: at })
      charge(at)
    },
  }
}

module.exports = { bsdReporter }
