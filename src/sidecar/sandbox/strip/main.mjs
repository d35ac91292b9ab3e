// @ts-check
/**
 * Strips types for programs that are about to start, so that none of them loads the stripper, which costs a process
 * 25 ms and several MiB. Learners' texts are hostile: this runs apart, under Node's permission model, and may die.
 *
 * A line of JSON a message: reads { id, files: { name: TypeScript } }, answers { id, files: { name: JavaScript } }, without
 * those that could not be stripped: Node says what is wrong with them when it meets them. Answers 0 first, unasked.
 */
import { stripTypeScriptTypes } from 'node:module'
import { createInterface } from 'node:readline'

/** @typedef {{ id: number, files: Record<string, string> }} Message */

createInterface(process.stdin).on('line', (line) => answer(JSON.parse(line)))
// The first use loads the stripper: better now than with somebody waiting.
answer({ id: 0, files: { 'warm.ts': 'export const warm: number = 1\n' } })

/** @param {Message} message */
function answer({ id, files }) {
  /** @type {Record<string, string>} */
  const stripped = {}
  for (const [name, text] of Object.entries(files))
    try {
      stripped[name] = stripTypeScriptTypes(text)
    } catch {
      // Left out.
    }
  process.stdout.write(`${JSON.stringify({ id, files: stripped })}\n`)
}
