/**
 * Loaded into a learner's Node before the program: tells fd 4 of each call on a socket, a line of JSON each, with the
 * line of the program that made it and the bytes of the stream it carried. Read by parse.ts; for display only.
 *
 * How it looks without being seen. A wrapper round `socket.write` would stand in every stack trace. So nothing is
 * wrapped that runs the program's code: a method is replaced by a getter that notes who looked it up, and returns the
 * runtime's own function. What became of the call is read from the socket's counters (`_bytesDispatched`, `bytesRead`)
 * when it is next looked at, at the latest when the turn of the event loop ends. Only native functions of UDP handles,
 * which call nothing back, are wrapped. No listener is added, no event held back, no argument touched.
 *
 * What it costs. Reports gather and go out when the turn ends, when there are many, before a call that blocks, and at
 * exit; in between at most once a millisecond. Watching takes at most SHARE of the program's time beyond a first
 * allowance; calls over that are counted (`missing`) and not told. The pipe does not block: where nobody reads, lines
 * are dropped and counted. SIGKILL loses what the last turn, or millisecond, had gathered.
 *
 * One file without imports of ours, because the sandbox binds it in alone.
 *
 * @typedef {{ id: number, call: string, at: number, until?: number, file?: string, line?: number, column?: number,
 *   local?: string, remote?: string, from?: number, to?: number, result?: string, missing?: number }} Report
 */
'use strict'
const diagnostics = require('node:diagnostics_channel')
const fs = require('node:fs')
const net = require('node:net')
const dgram = require('node:dgram')
const { basename } = require('node:path')
const { runInThisContext } = require('node:vm')
const { getSystemErrorName } = require('node:util')
const { isMainThread, threadId, getEnvironmentData, setEnvironmentData } = require('node:worker_threads')

const FD = 4
/** Under this name a worker finds what the main thread found fd 4 to be. */
const PIPE_KEY = 'wirebook.calls.pipe'
/** Longest line, bytes. */
const LINE_BYTES = 4_096
/** Written at once: a socket takes it whole or not at all, so that threads do not cut each other's lines; a FIFO less. */
const SOCKET_CHUNK = 16_384
const FIFO_CHUNK = 4_096
/** Kept for a reader that is behind, bytes. */
const BACKLOG_BYTES = 262_144
/** Of one thread; later calls are only counted. */
const REPORTS = 20_000
/** Part of the program's time that watching may take, and what it may take at first, µs. */
const SHARE = 0.02
const ALLOWANCE = 10_000
/** A program that waits for more than this part of the time does not hurry. */
const RESTS = 0.2
/** Reports that are told whatever they take: those of a program that does not hurry. */
const ALWAYS = 500
/** Calls passed over at once when it has taken more. */
const PASSING = 64
/** Turns whose reports go out at once; one is given back each millisecond. */
const PROMPT_TURNS = 32
const PAUSE_MS = 1
/** Longest file name told. */
const FILE_NAME = 80
/** Frames searched for the program's own. */
const FRAMES = 16
/** Numbers of one thread; another thread's begin above. */
const IDS_PER_THREAD = 1_000_000
/** Unsent writes above this are not added up again for each call. */
const MANY_WRITES = 32
/** Writes of one connection that wait until it stands. */
const EARLY = 1_024
/** Calls of dgram's send() whose name look-up is under way. */
const SENDING = 1_024
const O_ACCMODE = 3
const O_NONBLOCK = 0o4000

const { hrtime } = process
const processorTime = (process.threadCpuUsage ?? process.cpuUsage).bind(process)
const eventLoopUtilization = performance.eventLoopUtilization.bind(performance)
const { writeSync, fstatSync } = fs
const { setTimeout } = globalThis
const { stringify } = JSON
const { captureStackTrace } = Error
const settled = Promise.resolve()
const { then } = Promise.prototype

/** µs of CLOCK_MONOTONIC. */
function now() {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1e6 + Math.floor(nanoseconds / 1e3)
}

function watch() {
  watchExit()
  watchConnections()
  watchServers()
  watchDatagrams()
  Object.defineProperty(globalThis, Symbol.for('wirebook.calls'), { value: bsdReporter() })
}

// ── The pipe ────────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── Reports on their way out ────────────────────────────────────────────────────────────────────────────────────────

let ids = threadId * IDS_PER_THREAD
let reports = 0
let missing = 0
let full = false
let gone = false
/** Lines of this turn. */
let lines = ''
let lineCount = 0
/** Chunks that the reader had no room for. @type {{ bytes: Buffer, count: number }[]} */
const backlog = []
let backlogBytes = 0
let turning = false
let timer
let armed = false
let promptTurns = PROMPT_TURNS
let promptAt = now()
/** Sockets and servers with something to settle when the turn ends: what to do. @type {Map<object, Function>} */
const unsettled = new Map()

/** @param {Report} report */
function tell(report) {
  if (full) {
    missing++
    return
  }
  if (missing > 0) {
    report.missing = missing
    missing = 0
  }
  const line = `${stringify(report)}\n`
  if (line.length > LINE_BYTES) {
    missing += 1 + (report.missing ?? 0)
    return
  }
  if (lines.length + line.length > pipe.chunk) flush()
  lines += line
  lineCount++
  soon()
  if (++reports >= REPORTS) {
    full = true
    lines += untold(1)
  }
}

function untold(count) {
  return `${stringify({ id: ++ids, call: 'untold', at: now(), missing: count })}\n`
}

/** At the end of this turn: behind what the program is about to do, before the loop waits. */
function soon() {
  if (turning) return
  turning = true
  Reflect.apply(then, settled, [turnEnd])
}

function turnEnd() {
  turning = false
  const begun = now()
  settleAll()
  if (lines !== '' || backlog.length > 0) {
    promptTurns = Math.min(PROMPT_TURNS, promptTurns + (begun - promptAt) / 1e3)
    promptAt = begun
    if (promptTurns >= 1 && backlog.length === 0) {
      promptTurns--
      flush()
    } else later()
  }
  charge(begun)
}

function settleAll() {
  for (const [subject, step] of unsettled) {
    unsettled.delete(subject)
    quietly(() => step(subject))
  }
}

function settleLater(subject, step) {
  unsettled.set(subject, step)
  soon()
}

/** The loop ends without waiting for this. */
function later() {
  if (armed) return
  armed = true
  if (timer) timer.refresh()
  else timer = setTimeout(onTimer, PAUSE_MS).unref()
}

function onTimer() {
  armed = false
  const begun = now()
  flush()
  if (backlog.length > 0) later()
  charge(begun)
}

function flush() {
  if (gone) return
  try {
    if (lines !== '') {
      const bytes = Buffer.from(lines)
      if (backlogBytes + bytes.length > BACKLOG_BYTES) missing += lineCount
      else {
        backlog.push({ bytes, count: lineCount })
        backlogBytes += bytes.length
      }
      lines = ''
      lineCount = 0
    }
    if (backlog.length === 0) return
    if (!isStill(pipe)) gone = full = true
    while (!gone && backlog.length > 0) {
      const { bytes } = backlog[0]
      const written = writeSync(FD, bytes)
      backlogBytes -= written
      if (written < bytes.length) backlog[0].bytes = bytes.subarray(written)
      else backlog.shift()
    }
  } catch (error) {
    // Nobody reads, or not fast enough: the program comes first.
    if (error.code !== 'EAGAIN') gone = full = true
  }
}

function watchExit() {
  const prototype = Object.getPrototypeOf(process)
  look(process, 'emit', () => process._exiting && atExit(), { inherited: () => prototype.emit, enumerable: false })
}

function atExit() {
  settleAll()
  if (missing > 0) {
    lines += untold(missing)
    missing = 0
  }
  flush()
}

// ── Looking ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What watching may still take, µs. */
let budget = ALLOWANCE
let filledAt = now()
let computed = 0
let idled = 0
/** Time that blocking calls took since the last filling, µs. */
let waited = 0

/** SHARE of the time that has passed; of a program that never waits, of its processor time: others may have had the rest. */
function refill(at) {
  const { user, system } = processorTime()
  const idle = eventLoopUtilization().idle * 1e3
  const passedTime = at - filledAt
  const rests = idle - idled + waited > passedTime * RESTS
  budget = Math.min(ALLOWANCE, budget + (rests ? passedTime : user + system - computed) * SHARE)
  filledAt = at
  computed = user + system
  idled = idle
  waited = 0
}

/** Looks passed over before the clock is asked again. */
let passing = 0
/** Counts them, so that what was noted of a socket before is known to have a gap behind it. */
let passed = 0

/** Whether this call is only counted. */
function resting() {
  if (full) {
    missing++
    return true
  }
  if (passing === 0) return false
  passing--
  passed++
  missing++
  return true
}

/** The time, where watching one more call is within its means; 0 where the call can only be counted, which is done. */
function affordable() {
  if (resting()) return 0
  const at = now()
  if (reports < ALWAYS) return at
  if (budget > 0) return at
  refill(at)
  if (budget > 0) return at
  passing = PASSING
  passed++
  missing++
  return 0
}

function charge(since) {
  if (reports >= ALWAYS) budget -= now() - since
}

/** Runs one of our own steps; whatever goes wrong in it stays here. */
function quietly(step) {
  try {
    return step()
  } catch {
    return undefined
  }
}

const never = () => false

/** True while this file itself looks at sockets. */
let ourselves = false
/** Stack traces begin below this function. */
let looker

/**
 * Replaces a method by a getter that returns it. `seen(self)` runs whenever the method is looked up on an object, by the
 * program or by the runtime, which is at the latest when it is called; not where `idle(self)` says that it need not.
 */
function look(prototype, name, seen, { inherited, enumerable = true, idle = never } = {}) {
  const original = inherited ? undefined : prototype[name]
  const parent = Object.getPrototypeOf(prototype)
  const take = inherited ?? (Object.hasOwn(prototype, name) ? () => original : () => parent[name])
  Object.defineProperty(prototype, name, {
    configurable: true,
    enumerable,
    get: function get() {
      if (!ourselves && (this !== prototype || enumerable === false) && !idle(this)) see(seen, this, get)
      return take()
    },
    set(value) {
      Object.defineProperty(this, name, { value, writable: true, enumerable: true, configurable: true })
    },
  })
}

function see(seen, self, getter) {
  ourselves = true
  looker = getter
  try {
    seen(self)
  } catch {
    // What the program does goes on.
  } finally {
    ourselves = false
  }
}

const keepFrames = (_error, frames) => frames

/** Innermost frames below our own. */
function frames(most) {
  const { prepareStackTrace, stackTraceLimit } = Error
  const own = Object.hasOwn(Error, 'prepareStackTrace')
  const holder = {}
  try {
    Error.prepareStackTrace = keepFrames
    Error.stackTraceLimit = most
    captureStackTrace(holder, looker)
    return holder.stack
  } finally {
    Error.stackTraceLimit = stackTraceLimit
    if (own) Error.prepareStackTrace = prepareStackTrace
    else delete Error.prepareStackTrace
  }
}

/** Names of scripts: as they are told, or null for those that are none of the program's. */
const names = new Map()

function nameOf(script) {
  const known = names.get(script)
  if (known !== undefined) return known
  const foreign = !script || script.startsWith('node:') || script === __filename || script.includes('/node_modules/')
  const path = foreign ? null : quietly(() => (script.startsWith('file:') ? decodeURIComponent(script) : script))
  const name = path ? basename(path).slice(-FILE_NAME) : null
  names.set(script, name)
  return name
}

function place(frame) {
  const file = nameOf(frame.getFileName() ?? '')
  return file === null ? null : { file, line: frame.getLineNumber(), column: frame.getColumnNumber() }
}

/** Where the program made this call itself; null when the runtime did. */
function direct() {
  const [frame] = frames(1)
  return frame ? place(frame) : null
}

/** The program's own frame nearest to the call. */
function nearest() {
  const here = direct()
  if (here) return here
  for (const frame of frames(FRAMES)) {
    const found = place(frame)
    if (found) return found
  }
  return {}
}

// ── Calls that take time ────────────────────────────────────────────────────────────────────────────────────────────

/** Told when the turn ends and it still waits; and again, under the same number, when it has ended. */
function open(call, at, details) {
  return { report: { id: ++ids, call, at, ...details }, told: false }
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
  tell({ id: ++ids, call, at, until: at, ...details })
}

const end = (address, port) =>
  address === undefined ? undefined : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
const codeOf = (error) => String(error?.code ?? error?.name ?? 'closed').slice(0, 80)

// ── node:net, and what is built on it ───────────────────────────────────────────────────────────────────────────────

/**
 * @typedef {{ opening: ReturnType<typeof open> | null, started: boolean, ends: object | null, path: string | null,
 *   sent: number, received: number, eof: boolean, closed: boolean, written: number, read: number,
 *   write: object | null,
 *   early: { call: string, at: number, details: object }[] }} Connection
 * @type {WeakMap<object, Connection | null>}
 */
const connections = new WeakMap()
/** Connections that do not stand yet. */
let openings = 0
/** A socket that has a handle and is none of ours yet: the one that a server is about to announce. */
let fresh = null
/** Connections over UNIX sockets have no names; they are numbered in the order in which they came about. */
let unixConnections = 0

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
    written: passed,
    read: passed,
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
  if (written.passed !== passed) {
    // Others were passed over since: how much of it was this one's is not known.
    missing++
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
  if (connection.written !== passed) {
    connection.written = passed
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
    passed,
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
  if (connection.read !== passed) {
    connection.read = passed
    if (total > from) missing++
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
  if (connection.path !== null) connection.ends = { local: `unix:${++unixConnections}`, remote: connection.path }
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
      connection.path = String(args[1]).replace('\0', '@').slice(0, 100)
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

// ── Servers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** @typedef {{ listening: ReturnType<typeof open> | null, accepting: ReturnType<typeof open> | null, local?: string }} Listener */

function watchServers() {
  /** @type {WeakMap<object, Listener>} */
  const listeners = new WeakMap()
  const { prototype } = net.Server

  const accept = (server, listener) => {
    listener.accepting = open('accept', now(), { local: listener.local })
    settleLater(server, () => tellOpen(listener.accepting))
  }
  const bound = (server) => {
    const listener = listeners.get(server)
    if (!listener?.listening) return
    const address = server.address()
    listener.local = typeof address === 'string' ? address.replace('\0', '@') : end(address?.address, address?.port)
    const { listening } = listener
    listener.listening = null
    close(listening, { local: listener.local })
    accept(server, listener)
  }

  look(prototype, 'listen', (server) => {
    // listen() calls itself for some forms of its arguments.
    if (listeners.get(server)?.listening) return
    const listening = open('listen', now(), nearest())
    listeners.set(server, { listening, accepting: null })
  })
  subscribe('tracing:net.server.listen:asyncEnd', ({ server }) => bound(server))
  subscribe('tracing:net.server.listen:error', ({ server, error }) => {
    const listener = listeners.get(server)
    close(listener?.listening, { result: codeOf(error) })
    listeners.delete(server)
  })
  // A server announces a socket that it has just made.
  look(prototype, 'emit', (server) => {
    const listener = listeners.get(server)
    if (!listener) return
    if (listener.listening && server.listening) bound(server)
    if (fresh?.server !== server) return
    const socket = fresh
    fresh = null
    const connection = newConnection({})
    connections.set(socket, connection)
    if (socket.remoteAddress === undefined)
      connection.ends = { local: listener.local, remote: `unix:${++unixConnections}` }
    close(listener.accepting, endsOf(socket, connection))
    accept(server, listener)
  })
  look(prototype, '_emitCloseIfDrained', (server) => {
    const listener = listeners.get(server)
    if (!listener || server._handle) return
    listeners.delete(server)
    close(listener.accepting, { result: 'closed' })
    tellNow('close', now(), { ...nearest(), local: listener.local })
  })
}

function subscribe(channel, seen) {
  diagnostics.subscribe(channel, (message) => {
    looker = see
    quietly(() => seen(message))
  })
}

// ── node:dgram ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** @typedef {{ binding: ReturnType<typeof open> | null, connecting: ReturnType<typeof open> | null, local?: string,
 *   remote?: string, sends: ({ at: number, site: object } | null)[] }} Datagrams */

function watchDatagrams() {
  const { prototype } = dgram.Socket
  /** @type {WeakMap<object, Datagrams>} */
  const watched = new WeakMap()
  const adopt = (socket) => {
    const known = watched.get(socket)
    if (known) return known
    const state = stateOf(socket)
    const datagrams = { binding: null, connecting: null, sends: [] }
    watched.set(socket, datagrams)
    if (state?.handle) watchHandle(socket, state, datagrams)
    return datagrams
  }
  for (const name of ['bind', 'bindSync'])
    look(prototype, name, (socket) => {
      const datagrams = adopt(socket)
      datagrams.binding ??= open('bind', now(), nearest())
    })
  for (const name of ['connect', 'connectSync'])
    look(prototype, name, (socket) => {
      const datagrams = adopt(socket)
      datagrams.connecting = open('connect', now(), nearest())
    })
  look(prototype, 'send', (socket) => {
    const { sends } = adopt(socket)
    if (sends.length >= SENDING) sends.shift()
    const at = affordable()
    if (at === 0) {
      sends.push(null)
      return
    }
    // An unbound socket binds first, and the runtime then sends what the program had asked for.
    const site = nearest()
    if (site.file !== undefined) sends.push({ at, site })
    charge(at)
  })
}

/** The runtime keeps its own of a socket under a symbol. */
function stateOf(socket) {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const value = socket[symbol]
    if (typeof value?.handle?.recvStart === 'function') return value
  }
  return undefined
}

/**
 * @param {any} state
 * @param {Datagrams} datagrams
 */
function watchHandle(socket, state, datagrams) {
  const { handle } = state
  const nameOf = (which) => {
    const found = {}
    return handle[which](found) === 0 ? end(found.address, found.port) : undefined
  }
  const refused = (result) => (result < 0 ? { result: quietly(() => getSystemErrorName(result)) ?? 'error' } : {})

  native(handle, 'bind', (result) => {
    if (result >= 0) return
    close(datagrams.binding, refused(result))
    datagrams.binding = null
  })
  native(handle, 'recvStart', () => {
    datagrams.local = nameOf('getsockname')
    close(datagrams.binding, { local: datagrams.local })
    datagrams.binding = null
  })
  native(handle, 'connect', (result) => {
    datagrams.local = nameOf('getsockname')
    datagrams.remote = nameOf('getpeername')
    const { local, remote } = datagrams
    close(datagrams.connecting, { local, remote, ...refused(result) })
    datagrams.connecting = null
  })
  native(handle, 'send', (result, [, list, , port, ip], began) => {
    const asked = datagrams.sends.shift()
    // Counted when it was asked for, or now, where that was not seen.
    if (asked === null || (asked === undefined && affordable() === 0)) return
    let to = 0
    for (const part of list) to += part.byteLength
    const remote = typeof port === 'number' ? end(ip, port) : datagrams.remote
    const { local } = datagrams
    const report = {
      id: ++ids,
      call: 'send',
      at: asked?.at ?? (began || now()),
      ...asked?.site,
      local,
      remote,
      from: 0,
      to,
      datagram: true,
    }
    const until = now()
    tell({ ...report, ...refused(result), until })
    charge(until)
  })
  native(handle, 'close', () => {
    tellNow('close', now(), { ...nearest(), local: datagrams.local })
  })
  watchMessages(socket, state, datagrams)
}

/** Wraps a native function of one handle, which runs none of the program's code. */
function native(handle, name, after) {
  const original = handle[name]
  const wrapper = {
    [name](...args) {
      const began = full || passing > 0 ? 0 : now()
      const result = Reflect.apply(original, this, args)
      looker = wrapper
      quietly(() => after(result, args, began))
      return result
    },
  }[name]
  const enumerable = Object.hasOwn(handle, name)
  Object.defineProperty(handle, name, { value: wrapper, writable: true, configurable: true, enumerable })
}

/** How the runtime's function begins and ends where its place can be taken. */
const EMITS = /rinfo\.size = buf\.length;[^\n]*\s+self\.emit\('message', buf, rinfo\);\s*\}$/

/**
 * A datagram's sender and size are arguments of one function of the runtime, which then runs the program's listeners.
 * A function with the same name, said to stand in the same file, takes its place, so that stack traces stay as they
 * are. What is rare goes to the original.
 */
const TAKE_PLACE = `(function (original, owner, state, tell) {
  return function onMessage(nread, handle, buf, rinfo) {
    if (nread < 0 || state.receiveBlockList) return original.call(this, nread, handle, buf, rinfo)
    tell(buf, rinfo); rinfo.size = buf.length
    const self = handle[owner]
  self.emit('message', buf, rinfo)
  }
})`
/** So that its emit() stands where it does in Node 26's dgram. */
const DGRAM_LINE = 1_102

function watchMessages(socket, state, datagrams) {
  const { handle } = state
  const owner = Object.getOwnPropertySymbols(handle).find((symbol) => handle[symbol] === socket)
  const received = (buf, rinfo) => {
    const at = affordable()
    if (at === 0) return
    const { local } = datagrams
    tellNow('message', at, { local, remote: end(rinfo.address, rinfo.port), from: 0, to: buf.length })
    charge(at)
  }
  const quiet = (buf, rinfo) => quietly(() => received(buf, rinfo))
  Object.defineProperty(handle, 'onmessage', {
    configurable: true,
    enumerable: true,
    set(original) {
      const fits = owner !== undefined && EMITS.test(String(original))
      const value = fits ? takePlace()(original, owner, state, quiet) : original
      Object.defineProperty(handle, 'onmessage', { value, writable: true, enumerable: true, configurable: true })
    },
  })
}

let maker
function takePlace() {
  maker ??= runInThisContext(TAKE_PLACE, { filename: 'node:dgram', lineOffset: DGRAM_LINE })
  return maker
}

// ── wirebook/socket ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What wirebook/socket tells its calls to (src/socket/calls.ts). A call may block, so everything goes out before. */
function bsdReporter() {
  /** @type {Map<number, { report: Report }>} */
  const calls = new Map()
  return {
    begin: function begin({ call, local, remote }) {
      const at = affordable()
      if (at === 0) {
        if (lines !== '') flush()
        return 0
      }
      looker = begin
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
      waited += at - waiting.report.at
      calls.delete(id)
      const outcome = { local, remote, from, to, datagram, result }
      for (const key of Object.keys(outcome)) if (outcome[key] === undefined) delete outcome[key]
      tell({ ...waiting.report, ...outcome, until: at })
      charge(at)
    },
  }
}

// ── Begin ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const pipe = reportPipe()
if (pipe) quietly(watch)
