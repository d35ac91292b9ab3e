/** Bytes of a connection: what its calls handed over, and what has come from the kernel. */
'use strict'
const { affordable, charge } = require('./budget.cjs')
const { connectionOf, connections, endsOf, sentBy, sizeOf } = require('./connection.cjs')
const { tellNow, tellOpen } = require('./report.cjs')
const { nearest } = require('./site.cjs')
const { tally } = require('./tally.cjs')
const { settleLater } = require('./turn.cjs')

/** Unsent writes above this are not added up again for each call. */
const MANY_WRITES = 32
/** Writes of one connection that wait until it stands. */
const EARLY = 1_024

/** At the end of a turn: a connect() that still waits, and what the last write handed over. */
function settleSocket(socket) {
  if (socket.connecting) tellOpen(connections.get(socket)?.opening)
  settle(socket)
}

/** What the last write() or end() handed over. */
function settle(socket) {
  const connection = connections.get(socket)
  const written = connection?.write
  if (!written) return
  connection.write = null
  if (written.passed !== tally.passed) {
    // Others were passed over since: how much of it was this one's is not known.
    tally.missing++
    return
  }
  const { buffered, bufferedIndex } = socket._writableState
  const last = buffered.length - 1
  const quick = written.unsent >= MANY_WRITES && last === written.unsent && bufferedIndex === written.index
  const to = quick ? written.from + sizeOf(buffered[last].chunk, buffered[last].encoding) : sentBy(socket)
  const { from, at, site } = written
  connection.sent = to
  const range = socket.encrypted ? {} : { from, to }
  if (to > from) tellOf(socket, connection, 'write', at, { ...site, ...range, result: written.result(to - from) })
  if (written.ends && socket.writableEnded) tellOf(socket, connection, 'end', at, site)
}

/** What is written before the connection stands waits for the names of its ends. */
function tellOf(socket, connection, call, at, details) {
  if (connection.opening && connection.early.length < EARLY) connection.early.push({ call, at, details })
  else tellNow(call, at, { ...details, ...endsOf(socket, connection) })
}

function tellEarly(socket, connection) {
  for (const { call, at, details } of connection.early.splice(0))
    tellNow(call, at, { ...details, ...endsOf(socket, connection) })
}

function seeWrite(socket, ends) {
  const connection = connectionOf(socket)
  if (!connection || connection.closed) return
  const at = affordable()
  if (at === 0) return
  settle(socket)
  if (connection.written !== tally.passed) {
    connection.written = tally.passed
    connection.sent = sentBy(socket)
  }
  readBy(socket, connection, at)
  const { buffered, bufferedIndex } = socket._writableState
  const { writableLength, writableHighWaterMark, writable } = socket
  connection.write = {
    at,
    site: nearest(),
    ends,
    from: connection.sent,
    unsent: buffered.length,
    index: bufferedIndex,
    passed: tally.passed,
    result: (size) => String(writable && writableLength + size < writableHighWaterMark),
  }
  settleLater(socket, settleSocket)
  charge(at)
}

/** Bytes that have come from the kernel since the last look; null where looks were passed over in between. */
function readBy(socket, connection, at) {
  const total = socket._handle?.bytesRead ?? connection.received
  const from = connection.received
  connection.received = total
  if (connection.read !== tally.passed) {
    connection.read = tally.passed
    if (total > from) tally.missing++
    return null
  }
  if (total === from) return false
  const range = socket.encrypted ? {} : { from, to: total }
  tellNow('read', at, { ...endsOf(socket, connection), ...range })
  return true
}

/** The runtime pushes what it has read, and null at the end of the stream. */
function seePush(socket) {
  const connection = connectionOf(socket)
  if (!connection || connection.eof) return
  const at = affordable()
  if (at === 0) return
  settle(socket)
  if (readBy(socket, connection, at) === false) tellEnd(socket, connection, at)
  charge(at)
}

function tellEnd(socket, connection, at) {
  connection.eof = true
  tellNow('eof', at, endsOf(socket, connection))
}

module.exports = { readBy, seePush, seeWrite, settle, settleSocket, tellEarly, tellEnd }
