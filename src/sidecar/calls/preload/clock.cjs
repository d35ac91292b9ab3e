/** The clock of reports, which is that of packets. */
'use strict'
const { hrtime } = process

/** µs of CLOCK_MONOTONIC. */
function now() {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e6 + Math.floor(nanoseconds / 1e3)
}

module.exports = { now }
