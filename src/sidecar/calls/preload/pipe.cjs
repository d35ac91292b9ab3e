/** fd 4, the pipe that takes the reports. */
'use strict'
const fs = require('node:fs')
const net = require('node:net')
const { isMainThread, getEnvironmentData, setEnvironmentData } = require('node:worker_threads')

const FD = 4
/** Under this name a worker finds what the main thread found fd 4 to be. */
const PIPE_KEY = 'wirebook.calls.pipe'
/** Written at once: a socket takes it whole or not at all, so that threads do not cut each other's lines; a FIFO less. */
const SOCKET_CHUNK = 16_384
const FIFO_CHUNK = 4_096
const O_ACCMODE = 3
const O_NONBLOCK = 0o4000

const { fstatSync } = fs

/**
 * fd 4, where it was given to this process for reports. Otherwise libuv may own it: its pipes do not block, one that a
 * parent hands down for this does. A worker asks its main thread, which has made the pipe one that does not block.
 */
function reportPipe() {
  try {
    if (!isMainThread) {
      const known = getEnvironmentData(PIPE_KEY)
      return known && isStill(known) ? known : null
    }
    const stat = fstatSync(FD)
    if (!stat.isFIFO() && !stat.isSocket()) return null
    if (process.platform === 'linux') {
      const flags = Number.parseInt(/flags:\s*(\d+)/.exec(fs.readFileSync(`/proc/self/fdinfo/${FD}`, 'utf8'))[1], 8)
      if ((flags & O_ACCMODE) === 0 || (flags & O_NONBLOCK) !== 0) return null
    }
    const { ino, dev } = stat
    const found = { ino, dev, chunk: stat.isSocket() ? SOCKET_CHUNK : FIFO_CHUNK }
    // Opening it as a stream is how Node can be made to set O_NONBLOCK. The stream is never used and holds nothing open.
    found.stream = new net.Socket({ fd: FD, readable: false, writable: true, manualStart: true }).unref()
    setEnvironmentData(PIPE_KEY, { ino, dev, chunk: found.chunk })
    return found
  } catch {
    return null
  }
}

/** A program may have closed the descriptor, and opened something of its own that now has the number. */
function isStill({ ino, dev }) {
  const stat = fstatSync(FD)
  return stat.ino === ino && stat.dev === dev
}

module.exports = { FD, isStill, reportPipe }
