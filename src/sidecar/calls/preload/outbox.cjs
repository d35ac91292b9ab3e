/** Lines on their way to the reader. */
'use strict'
const { writeSync } = require('node:fs')
const { FD, isStill } = require('./pipe.cjs')
const { tally } = require('./tally.cjs')

/** Kept for a reader that is behind, bytes. */
const BACKLOG_BYTES = 262_144

/** @type {NonNullable<ReturnType<typeof import('./pipe.cjs').reportPipe>>} */
let pipe
let gone = false
/** Lines of this turn. */
let lines = ''
let lineCount = 0
/** Chunks that the reader had no room for. @type {{ bytes: Buffer, count: number }[]} */
const backlog = []
let backlogBytes = 0

function start(found) {
  pipe = found
}

const hasLines = () => lines !== ''
const isBehind = () => backlog.length > 0

function put(line) {
  if (lines.length + line.length > pipe.chunk) flush()
  lines += line
  lineCount++
}

/** A line that says what is missing counts for none. */
function putUntold(line) {
  lines += line
}

function flush() {
  if (gone) return
  try {
    if (lines !== '') {
      const bytes = Buffer.from(lines)
      if (backlogBytes + bytes.length > BACKLOG_BYTES) tally.missing += lineCount
      else {
        backlog.push({ bytes, count: lineCount })
        backlogBytes += bytes.length
      }
      lines = ''
      lineCount = 0
    }
    if (backlog.length === 0) return
    if (!isStill(pipe)) gone = tally.full = true
    while (!gone && backlog.length > 0) {
      const { bytes } = backlog[0]
      const written = writeSync(FD, bytes)
      backlogBytes -= written
      if (written < bytes.length) backlog[0].bytes = bytes.subarray(written)
      else backlog.shift()
    }
  } catch (error) {
    // Nobody reads, or not fast enough: the program comes first.
    if (error.code !== 'EAGAIN') gone = tally.full = true
  }
}

module.exports = { flush, hasLines, isBehind, put, putUntold, start }
