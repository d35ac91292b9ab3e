/** What the parts of the preload count together. */
'use strict'
const { threadId } = require('node:worker_threads')

/** Numbers of one thread; another thread's begin above. */
const IDS_PER_THREAD = 1_000_000

const tally = {
  /** The latest number given to a report. */
  ids: threadId * IDS_PER_THREAD,
  /** Reports told. */
  reports: 0,
  /** Calls not told since the last report. */
  missing: 0,
  /** Nothing is told any more, only counted. */
  full: false,
  /** Looks passed over: what was noted of a socket before the last of them has a gap behind it. */
  passed: 0,
}

module.exports = { tally }
