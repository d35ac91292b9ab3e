/**
 * Preload of a learner's Node: everything slow has happened, the program has not begun. Waits in a synchronous read of
 * fd 3, which leaves nothing behind in the event loop, for one line of JSON: { argv, env, calls, stripped }. End of file
 * means that nobody needs this process any more.
 *
 * `stripped` is a folder that holds the program's files without their types, which were taken out before: what does
 * that takes several MiB in each process that loads it. Null where each does it itself. WIREBOOK_STRIPPED says before
 * the wait which it will be.
 *
 * `calls` is the folder of what tells the program's calls, or null where they are not told. WIREBOOK_CALLS names it
 * before the wait, so that its files are read and compiled by then.
 */
'use strict'
const fs = require('node:fs')
const { isMainThread, getEnvironmentData, setEnvironmentData } = require('node:worker_threads')

const GATE = 3
const CALLS = 4
/** Where a worker finds what its main thread was told. */
const CALLS_KEY = 'wirebook.calls'
const STRIPPED_KEY = 'wirebook.stripped'
/** V8 reserves 512 MiB for the code of each further thread, of the 1 GiB that a program's data segment may be. */
const CODE_RANGE_MIB = 16

/** Of the kind that lessons hold: the stripper's code is compiled while it works. */
const SAMPLE = `import net, { type Socket } from 'node:net'
export async function serve(port: number, on: (socket: Socket) => void): Promise<net.Server> {
  const server = net.createServer((socket) => on(socket as Socket))
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done))
  return server
}
`
/** The first runs only interpret; native code comes with the next. */
const ROUNDS = 3

smallThreads()
if (isMainThread) {
  warm()
  pass(readLine())
} else {
  writeAtOnce()
  useStripped(getEnvironmentData(STRIPPED_KEY))
  reportCalls(getEnvironmentData(CALLS_KEY))
}

/**
 * Does what the first program would pay for: loading the type stripper costs 25 ms and its first work 6 more, the
 * pattern by which node:net knows an IPv6 address 10, the modules behind listen() and connect() some. Who only
 * connects to IPv4 addresses never asks for that pattern: WIREBOOK_IPV6 says who may.
 */
function warm() {
  const strips = process.env.WIREBOOK_STRIPPED === undefined
  const addresses = process.env.WIREBOOK_IPV6 === undefined ? ['127.0.0.1'] : ['127.0.0.1', 'fd00::1']
  delete process.env.WIREBOOK_STRIPPED
  delete process.env.WIREBOOK_IPV6
  const { stripTypeScriptTypes } = require('node:module')
  const net = require('node:net')
  for (let round = 0; round < ROUNDS; round++) {
    if (strips) stripTypeScriptTypes?.(SAMPLE)
    for (const address of addresses) net.isIPv4(address) || net.isIPv6(address)
  }
  require('node:cluster')
  require('node:dns')
  require('node:dgram')
  require('node:timers/promises')
  // Output goes out when it is written: before a call that blocks, before process.exit(), and in a loop without end.
  for (const stream of [process.stdout, process.stderr]) stream._handle?.setBlocking?.(true)
  const calls = process.env.WIREBOOK_CALLS
  delete process.env.WIREBOOK_CALLS
  loadCalls(calls, 'watch.cjs')
}

function readLine() {
  const chunks = []
  const chunk = Buffer.alloc(4_096)
  try {
    fs.writeSync(GATE, 'R')
    for (;;) {
      const size = fs.readSync(GATE, chunk, 0, chunk.length, null)
      if (size === 0) process.exit(0)
      chunks.push(Buffer.from(chunk.subarray(0, size)))
      if (chunk[size - 1] === 0x0a) break
    }
    fs.closeSync(GATE)
  } catch {
    process.exit(125)
  }
  return JSON.parse(Buffer.concat(chunks).toString())
}

/** @param {{ argv: string[], env: Record<string, string>, calls: string | null, stripped: string | null }} go */
function pass(go) {
  process.argv.push(...go.argv)
  Object.assign(process.env, go.env)
  // child_process.fork() passes these on; its child has no gate.
  for (let at = process.execArgv.indexOf('--require'); at >= 0; at = process.execArgv.indexOf('--require'))
    process.execArgv.splice(at, 2)
  setEnvironmentData(CALLS_KEY, go.calls)
  setEnvironmentData(STRIPPED_KEY, go.stripped)
  useStripped(go.stripped)
  reportCalls(go.calls)
}

/**
 * Gives the loader the stripped text of a file that has one; all others it reads itself.
 * @param {string | null | undefined} folder
 */
function useStripped(folder) {
  const { registerHooks } = require('node:module')
  if (!folder || !registerHooks) return
  const { pathToFileURL } = require('node:url')
  const work = pathToFileURL(`${process.cwd()}/`).href
  const { readFileSync } = fs
  registerHooks({
    load(url, context, nextLoad) {
      if (url.startsWith(work) && /\.m?ts$/.test(url))
        try {
          const source = readFileSync(folder + decodeURIComponent(url.slice(work.length - 1)), 'utf8')
          return { format: 'module', source, shortCircuit: true }
        } catch {
          // It has none.
        }
      return nextLoad(url, context)
    },
  })
}

/** A worker thread reserves what programs of lessons need, unless its options say how much. */
function smallThreads() {
  const threads = require('node:worker_threads')
  threads.Worker = new Proxy(threads.Worker, {
    construct(target, [file, options, ...rest], newTarget) {
      const resourceLimits = { codeRangeSizeMb: CODE_RANGE_MIB, ...options?.resourceLimits }
      return Reflect.construct(target, [file, { ...options, resourceLimits }, ...rest], newTarget)
    },
  })
  require('node:module').syncBuiltinESMExports()
}

/** @param {string | null | undefined} folder */
function reportCalls(folder) {
  loadCalls(folder, 'index.cjs')
}

/**
 * `watch.cjs` only loads, `index.cjs` begins.
 * @param {string | null | undefined} folder
 * @param {'watch.cjs' | 'index.cjs'} file
 */
function loadCalls(folder, file) {
  if (!folder) return
  try {
    fs.fstatSync(CALLS)
    require(`${folder}/${file}`)
  } catch {
    // The report of calls is for display; a program runs without it.
  }
}

/** A worker's console goes through the main thread's event loop, which a blocking socket call holds up. */
function writeAtOnce() {
  const { Console } = require('node:console')
  const { Writable } = require('node:stream')
  const to = (fd) =>
    new Writable({
      write(chunk, _encoding, done) {
        fs.writeSync(fd, chunk)
        done()
      },
    })
  globalThis.console = new Console({ stdout: to(1), stderr: to(2) })
}
