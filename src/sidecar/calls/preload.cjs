/**
 * Loaded into a learner's Node before the program: writes one line of JSON to fd 4 for each call on a socket, with the
 * line of the program that made it and the bytes of the stream it carried. Read by parse.ts; for display only.
 *
 * What the program sees of node:net and node:dgram stays the same: every wrapper calls the original with the same
 * `this` and arguments and lets its result and its errors through; no listener is added, no event held back.
 * One file without imports of ours, because the sandbox binds it in alone.
 *
 * @typedef {{ id: number, call: string, at: string, until?: string, file?: string, line?: number, local?: string,
 *   remote?: string, from?: number, to?: number, result?: string }} Report
 */
'use strict'
const fs = require('node:fs')
const net = require('node:net')
const dgram = require('node:dgram')
const { basename } = require('node:path')
const { getCallSites } = require('node:util')
const { threadId } = require('node:worker_threads')

const FD = 4
/** Longest line, bytes: a pipe takes it in one piece or not at all. */
const LINE_BYTES = 4_096
const REPORTS = 20_000
/** Longest file name told. */
const FILE_NAME = 80
/** Frames searched for the program's own. */
const FRAMES = 16
/** Numbers of one thread; another thread's begin above. */
const IDS_PER_THREAD = 1_000_000
const O_ACCMODE = 3
const O_NONBLOCK = 0o4000

const { writeSync } = fs
const now = process.hrtime.bigint
let reports = 0
let ids = threadId * IDS_PER_THREAD

if (isReportPipe()) watch()

/**
 * Whether fd 4 was given to this process. Otherwise libuv may own it: its pipes do not block, one that a parent
 * hands down for this does.
 */
function isReportPipe() {
  try {
    const stat = fs.fstatSync(FD)
    if (!stat.isFIFO() && !stat.isSocket()) return false
    if (process.platform !== 'linux') return true
    const flags = Number.parseInt(/flags:\s*(\d+)/.exec(fs.readFileSync(`/proc/self/fdinfo/${FD}`, 'utf8'))[1], 8)
    return (flags & O_ACCMODE) !== 0 && (flags & O_NONBLOCK) === 0
  } catch {
    return false
  }
}

function watch() {
  watchSockets()
  watchServers()
  watchDatagrams()
  Object.defineProperty(globalThis, Symbol.for('wirebook.calls'), { value: bsdReporter() })
}

/** @param {Partial<Report>} report */
function write(report) {
  if (reports >= REPORTS) return
  reports++
  try {
    const line = `${JSON.stringify(report)}\n`
    if (line.length <= LINE_BYTES) writeSync(FD, line)
  } catch {
    // Nobody reads, or not fast enough: the program comes first.
  }
}

/** The program's own frame nearest to the call. */
function callSite() {
  if (reports >= REPORTS) return {}
  for (const { scriptName, lineNumber } of getCallSites(FRAMES)) {
    if (!scriptName || scriptName.startsWith('node:') || scriptName === __filename) continue
    if (scriptName.includes('/node_modules/')) continue
    return { file: basename(scriptName).slice(-FILE_NAME), line: lineNumber }
  }
  return {}
}

/** A call that takes time: told now, and again when `end` is called with what became of it (once). */
function begin(call, details) {
  const report = { id: ++ids, call, at: String(now()), ...details }
  write(report)
  let open = true
  return (outcome) => {
    if (!open) return
    open = false
    write({ ...report, ...outcome, until: String(now()) })
  }
}

/** A call that has already returned. */
function tell(call, at, details) {
  write({ id: ++ids, call, at: String(at), until: String(now()), ...details })
}

/** Runs one of our own steps; whatever goes wrong in it stays here. */
function quietly(step) {
  try {
    return step()
  } catch {
    return undefined
  }
}

/**
 * Puts a wrapper in a method's place. `before` returns what is to be done after the original has returned or thrown.
 * @param {(self: any, args: any[]) => ((outcome: { returned: boolean, value: unknown }) => void) | undefined} before
 */
function wrap(prototype, name, before) {
  const original = prototype[name]
  const wrapper = {
    [name](...args) {
      const after = quietly(() => before(this, args))
      const outcome = { returned: false, value: undefined }
      try {
        outcome.value = Reflect.apply(original, this, args)
        outcome.returned = true
        return outcome.value
      } finally {
        if (after) quietly(() => after(outcome))
      }
    },
  }[name]
  for (const own of ['name', 'length'])
    Object.defineProperty(wrapper, own, { value: original[own], configurable: true })
  Object.defineProperty(prototype, name, { value: wrapper, writable: true, configurable: true, enumerable: true })
}

const end = (address, port) =>
  address === undefined ? undefined : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
const ends = (socket) => ({
  local: end(socket.localAddress, socket.localPort),
  remote: end(socket.remoteAddress, socket.remotePort),
})
const codeOf = (error) => String(error?.code ?? error?.name ?? 'error')

/** @typedef {{ received: number, connecting?: (outcome: object) => void, ends?: object, depth: number }} State */
/** @type {WeakMap<object, State>} */
const states = new WeakMap()
/** @returns {State} */
function stateOf(socket) {
  const known = states.get(socket)
  if (known) return known
  const state = { received: 0, depth: 0 }
  states.set(socket, state)
  return state
}

/**
 * Standard streams and pipes to child processes are sockets to Node too. A socket of the network has been connected by
 * the program, or has a peer.
 */
function isConnection(socket) {
  return states.has(socket) || socket.remoteAddress !== undefined
}

/** The ends of a connection, which a closed socket no longer knows. */
function endsOf(socket) {
  const state = stateOf(socket)
  if (socket.remoteAddress !== undefined) state.ends = ends(socket)
  return state.ends ?? {}
}

function watchSockets() {
  const { prototype } = net.Socket
  wrap(prototype, 'connect', (socket) => {
    const finish = begin('connect', callSite())
    stateOf(socket).connecting = finish
    return undefined
  })
  wrap(prototype, 'emit', (socket, [event, value]) => {
    const state = states.get(socket)
    if (!state) return undefined
    if (event === 'connect') state.connecting?.(endsOf(socket))
    else if (event === 'error') state.connecting?.({ result: codeOf(value) })
    else if (event === 'close') {
      state.connecting?.({ result: 'closed' })
      tell('close', now(), endsOf(socket))
    }
    return undefined
  })
  wrap(prototype, 'push', (socket, [chunk]) => {
    if (!isConnection(socket)) return undefined
    const at = now()
    const state = stateOf(socket)
    if (chunk === null) tell('eof', at, endsOf(socket))
    else {
      const from = state.received
      state.received += Buffer.byteLength(chunk)
      tell('read', at, { ...endsOf(socket), from, to: state.received })
    }
    return undefined
  })
  wrap(prototype, 'write', (socket) => (isConnection(socket) ? writing(socket) : undefined))
  wrap(prototype, 'end', (socket, args) => {
    if (!isConnection(socket)) return undefined
    const carries = args[0] !== undefined && args[0] !== null && typeof args[0] !== 'function'
    const wrote = carries ? writing(socket) : undefined
    const at = now()
    const site = callSite()
    return ({ returned }) => {
      wrote?.({ returned, value: undefined })
      tell('end', at, { ...site, ...endsOf(socket) })
    }
  })
  for (const name of ['cork', 'uncork', 'destroy', 'resetAndDestroy'])
    wrap(prototype, name, (socket) => onlyByProgram(socket, name))
}

/** Bytes handed over: a write may be queued, so its range is that of the stream, not of the wire. */
function writing(socket) {
  const at = now()
  const from = socket.bytesWritten
  const site = callSite()
  return ({ returned, value }) => {
    if (!returned) return
    const to = socket.bytesWritten
    const range = Number.isSafeInteger(from) && Number.isSafeInteger(to) ? { from, to } : {}
    tell('write', at, { ...site, ...endsOf(socket), ...range, ...(value !== undefined && { result: String(value) }) })
  }
}

/** Calls that the runtime also makes for itself, and then are none of the program's. */
function onlyByProgram(socket, call) {
  if (!isConnection(socket)) return undefined
  const at = now()
  const site = callSite()
  const state = stateOf(socket)
  const nested = state.depth > 0
  if (site.file === undefined || nested) return undefined
  const known = endsOf(socket)
  state.depth++
  return () => {
    state.depth--
    tell(call, at, { ...site, ...known })
  }
}

function watchServers() {
  /** @type {WeakMap<object, { listening?: (outcome: object) => void, accepting?: (outcome: object) => void, local?: string }>} */
  const servers = new WeakMap()
  const { prototype } = net.Server
  wrap(prototype, 'listen', (server) => {
    // listen() calls itself for some forms of its arguments.
    if (!servers.get(server)?.listening) servers.set(server, { listening: begin('listen', callSite()) })
    return undefined
  })
  wrap(prototype, 'emit', (server, [event, value]) => {
    const state = servers.get(server)
    if (!state) return undefined
    if (event === 'listening') {
      const address = server.address()
      state.local = typeof address === 'string' ? address : end(address?.address, address?.port)
      state.listening?.({ local: state.local })
      state.accepting = begin('accept', { local: state.local })
    } else if (event === 'connection') {
      state.accepting?.(quietly(() => endsOf(value)) ?? {})
      state.accepting = begin('accept', { local: state.local })
    } else if (event === 'error') {
      state.listening?.({ result: codeOf(value) })
      if (!state.accepting) servers.delete(server)
    } else if (event === 'close') {
      state.accepting?.({ result: 'closed' })
      servers.delete(server)
      tell('close', now(), { local: state.local })
    }
    return undefined
  })
}

function watchDatagrams() {
  const { prototype } = dgram.Socket
  const own = (socket) => quietly(() => end(socket.address().address, socket.address().port))
  /** @type {WeakMap<object, (outcome: object) => void>} */
  const binding = new WeakMap()
  wrap(prototype, 'bind', (socket) => {
    binding.set(socket, begin('bind', callSite()))
    return undefined
  })
  wrap(prototype, 'send', (socket, args) => {
    const at = now()
    const site = callSite()
    // An unbound socket binds first, and the runtime then sends what the program had asked for.
    if (site.file === undefined) return undefined
    return ({ returned }) =>
      returned &&
      tell('send', at, { ...site, local: own(socket), ...target(socket, args), from: 0, to: datagramSize(args) })
  })
  wrap(prototype, 'emit', (socket, [event, value, from]) => {
    if (event === 'listening') binding.get(socket)?.({ local: own(socket) })
    else if (event === 'error') binding.get(socket)?.({ result: codeOf(value) })
    else if (event === 'message')
      tell('message', now(), { local: own(socket), remote: end(from?.address, from?.port), from: 0, to: value?.length })
    else if (event === 'close') tell('close', now(), {})
    return undefined
  })
}

/** send(msg[, offset, length][, port][, address][, callback]) */
function hasRange(args) {
  return typeof args[1] === 'number' && typeof args[2] === 'number'
}

function target(socket, args) {
  const rest = args.slice(hasRange(args) ? 3 : 1)
  if (typeof rest[0] !== 'number')
    return { remote: quietly(() => end(socket.remoteAddress().address, socket.remoteAddress().port)) }
  return { remote: typeof rest[1] === 'string' ? end(rest[1], rest[0]) : `localhost:${rest[0]}` }
}

function datagramSize(args) {
  if (hasRange(args)) return args[2]
  const parts = Array.isArray(args[0]) ? args[0] : [args[0]]
  return parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
}

/** What wirebook/socket tells its calls to (src/socket/calls.ts). */
function bsdReporter() {
  const open = new Map()
  return {
    begin({ call, local, remote }) {
      const finish = begin(call, { ...callSite(), local, remote })
      const id = ids
      open.set(id, finish)
      return id
    },
    end(id, { local, remote, from, to, result }) {
      const known = JSON.parse(JSON.stringify({ local, remote, from, to, result }))
      open.get(id)?.(known)
      open.delete(id)
    },
  }
}
