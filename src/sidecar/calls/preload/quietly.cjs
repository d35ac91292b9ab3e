/** The program goes on, whatever happens here. */
'use strict'

/** Runs one of our own steps; whatever goes wrong in it stays here. */
function quietly(step) {
  try {
    return step()
  } catch {
    return undefined
  }
}

module.exports = { quietly }
