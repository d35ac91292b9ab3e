/** Where in the program a call was made. */
'use strict'
const { basename, sep } = require('node:path')
const { quietly } = require('./quietly.cjs')

/** Longest file name told. */
const FILE_NAME = 80
/** Frames searched for the program's own. */
const FRAMES = 16
/** Files of ours are none of the program's. */
const OURS = __dirname + sep

const { captureStackTrace } = Error

/** Stack traces begin below this function. */
let looker

function below(innermost) {
  looker = innermost
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
  const foreign = !script || script.startsWith('node:') || script.startsWith(OURS) || script.includes('/node_modules/')
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

/** Whether a part of the runtime, such as `node:dgram`, made this call. */
function byRuntime(script) {
  return frames(1)[0]?.getFileName() === script
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

module.exports = { below, byRuntime, direct, nearest }
