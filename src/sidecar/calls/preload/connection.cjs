/**
 * What is noted of each stream socket of the network.
 *
 * @typedef {{ opening: ReturnType<typeof import('./report.cjs').open> | null, started: boolean, ends: object | null,
 *   path: string | null, sent: number, received: number, eof: boolean, closed: boolean, written: number, read: number,
 *   write: object | null, early: { call: string, at: number, details: object }[] }} Connection
 */
'use strict'
const { end } = require('./report.cjs')
const { tally } = require('./tally.cjs')

/** @type {WeakMap<object, Connection | null>} */
const connections = new WeakMap()
/** Connections over UNIX sockets have no names; they are numbered in the order in which they came about. */
let unixConnections = 0

const nextUnixName = () => `unix:${++unixConnections}`

function newConnection(details) {
  return {
    opening: null,
    started: true,
    ends: null,
    path: null,
    sent: 0,
    received: 0,
    eof: false,
    closed: false,
    written: tally.passed,
    read: tally.passed,
    write: null,
    early: [],
    ...details,
  }
}

/** Standard streams and pipes to child processes are sockets to Node too; a socket of the network has a peer. */
function connectionOf(socket) {
  const known = connections.get(socket)
  if (known !== undefined) return known
  const found =
    socket.remoteAddress === undefined
      ? null
      : newConnection({ sent: sentBy(socket), received: socket._handle?.bytesRead ?? 0 })
  connections.set(socket, found)
  return found
}

/** Both ends, which a closed socket no longer knows. */
function endsOf(socket, connection) {
  if (connection.ends) return connection.ends
  const { remoteAddress } = socket
  if (remoteAddress !== undefined)
    connection.ends = {
      local: end(socket.localAddress, socket.localPort),
      remote: end(remoteAddress, socket.remotePort),
    }
  return connection.ends ?? {}
}

/** Bytes handed over so far, on their way or not; a chunk waits in one of three places. */
function sentBy(socket) {
  let bytes = socket._bytesDispatched ?? 0
  const { _pendingData: pending } = socket
  if (Array.isArray(pending)) for (const entry of pending) bytes += sizeOf(entry.chunk ?? entry, entry.encoding)
  else if (pending) bytes += sizeOf(pending, socket._pendingEncoding)
  const { buffered, bufferedIndex } = socket._writableState
  for (let index = bufferedIndex; index < buffered.length; index++)
    bytes += sizeOf(buffered[index].chunk, buffered[index].encoding)
  return bytes
}

function sizeOf(chunk, encoding) {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length
}

module.exports = { connectionOf, connections, endsOf, newConnection, nextUnixName, sentBy, sizeOf }
