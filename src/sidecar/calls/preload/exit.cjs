/** The end of the process: what has gathered goes out. */
'use strict'
const { look } = require('./look.cjs')
const { flush } = require('./outbox.cjs')
const { tellUntold } = require('./report.cjs')
const { tally } = require('./tally.cjs')
const { settleAll } = require('./turn.cjs')

function watchExit() {
  const prototype = Object.getPrototypeOf(process)
  look(process, 'emit', () => process._exiting && atExit(), { inherited: () => prototype.emit, enumerable: false })
}

function atExit() {
  settleAll()
  if (tally.missing > 0) {
    tellUntold(tally.missing)
    tally.missing = 0
  }
  flush()
}

module.exports = { watchExit }
