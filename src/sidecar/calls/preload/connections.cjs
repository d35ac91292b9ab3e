/** node:net's sockets, and what is built on them: from connect() to close. */
'use strict'
const net = require('node:net')
const { affordable, charge, resting } = require('./budget.cjs')
const { now } = require('./clock.cjs')
const { connectionOf, connections, endsOf, newConnection, nextUnixName } = require('./connection.cjs')
const { look } = require('./look.cjs')
const { close, codeOf, open, tellNow } = require('./report.cjs')
const { direct, nearest } = require('./site.cjs')
const { readBy, seePush, seeWrite, settle, settleSocket, tellEarly, tellEnd } = require('./stream.cjs')
const { settleLater } = require('./turn.cjs')

/** Longest path of a UNIX socket told. */
const PATH_TEXT = 100

/** Connections that do not stand yet. */
let openings = 0
/** A socket that has a handle and is none of ours yet: the one that a server is about to announce. */
let fresh = null

/** The socket that this server has just made, once; otherwise null. */
function takeFresh(server) {
  if (fresh?.server !== server) return null
  const socket = fresh
  fresh = null
  return socket
}

/** Looked up at each sign of life: just before 'connect' is emitted, and after a parser of HTTP took bytes by itself. */
function seeLife(socket) {
  const connection = connections.get(socket)
  if (!connection) return
  const { opening } = connection
  if (opening === null) {
    const at = affordable()
    if (at !== 0) readBy(socket, connection, at)
    return
  }
  if (!connection.started) {
    connection.started = true
    // Looked up by connect() itself, which has its handle by now.
    const { _handle: handle } = socket
    if (handle?.getpeername === undefined) numberUnix(handle, connection)
    return
  }
  if (socket.connecting || socket.destroyed) return
  connection.opening = null
  openings--
  if (connection.path !== null) connection.ends = { local: nextUnixName(), remote: connection.path }
  close(opening, endsOf(socket, connection))
  tellEarly(socket, connection)
}

/** A UNIX socket's path is known to nobody but the native connect(), which calls nothing back. */
function numberUnix(handle, connection) {
  const { connect } = handle
  Object.defineProperty(handle, 'connect', {
    configurable: true,
    writable: true,
    value: function (...args) {
      connection.path = String(args[1]).replace('\0', '@').slice(0, PATH_TEXT)
      return Reflect.apply(connect, this, args)
    },
  })
}

function seeConnect(socket) {
  const at = now()
  const opening = open('connect', at, nearest())
  openings++
  connections.set(socket, newConnection({ opening, started: false }))
  settleLater(socket, settleSocket)
  charge(at)
}

/** The descriptor is closed now; the event comes later. */
function seeDestroy(socket) {
  const connection = connections.get(socket)
  if (!connection || connection.closed) return
  const at = now()
  settle(socket)
  readBy(socket, connection, at)
  if (!connection.eof && socket._readableState?.ended) tellEnd(socket, connection, at)
  connection.closed = true
  const { opening } = connection
  connection.opening = null
  if (opening) openings--
  close(opening, { result: socket.errored ? codeOf(socket.errored) : 'closed' })
  tellEarly(socket, connection)
  tellNow('close', at, endsOf(socket, connection))
}

/** Calls that the runtime also makes for itself, and then are none of the program's. */
function seeOwn(socket, call) {
  const connection = connectionOf(socket)
  if (!connection || connection.closed) return
  const at = affordable()
  if (at === 0) return
  const site = direct()
  if (site) {
    settle(socket)
    tellNow(call, at, { ...site, ...endsOf(socket, connection) })
  }
  charge(at)
}

function watchConnections() {
  const { prototype } = net.Socket
  // Its constructor's first look-up.
  look(prototype, 'on', (socket) => {
    if (!connections.has(socket) && socket._handle) fresh = socket
  })
  look(prototype, 'connect', seeConnect)
  look(prototype, 'write', (socket) => seeWrite(socket, false), { idle: resting })
  look(prototype, 'end', (socket) => seeWrite(socket, true))
  look(prototype, 'push', seePush, { idle: resting })
  look(prototype, '_unrefTimer', seeLife, { idle: (socket) => openings === 0 && !socket.parser })
  look(prototype, '_destroy', seeDestroy)
  for (const name of ['cork', 'uncork', 'destroy', 'resetAndDestroy'])
    look(prototype, name, (socket) => seeOwn(socket, name))
}

module.exports = { takeFresh, watchConnections }
