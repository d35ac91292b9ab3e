// @ts-check
/**
 * Strips types and checks syntax, in a process that may die of it: hostile text has been seen to break the stripper for
 * good. Reads frames { id, files: { name: TypeScript } }, answers { id, files: { name: JavaScript } } or
 * { id, syntax: { file, line, column, message } } or { id, unreadable: true }. Node needs --experimental-vm-modules.
 */
import { stripTypeScriptTypes } from 'node:module'
import vm from 'node:vm'
import { FrameReader, frame } from '../learner/channel.mjs'

const reader = new FrameReader()
process.stdin.on('data', (chunk) => {
  for (const message of reader.push(/** @type {Buffer} */ (chunk))) {
    const { id, files } = /** @type {{ id: number, files: Record<string, string> }} */ (message)
    process.stdout.write(frame({ id, ...strip(files) }))
  }
})
// The first use loads the stripper, 30 ms: better now than with somebody waiting.
strip({ 'warm.ts': 'export const warm: number = 1\n' })

/** @param {Record<string, string>} files */
function strip(files) {
  /** @type {Record<string, string>} */
  const stripped = {}
  for (const [file, text] of Object.entries(files)) {
    try {
      const code = stripTypeScriptTypes(text, { sourceUrl: file }).replace(/\s*\/\/# sourceURL=.*\s*$/, '\n')
      // What only the engine finds, such as a name declared twice.
      new vm.SourceTextModule(code, { identifier: file })
      stripped[file] = code
    } catch (error) {
      // Anything else is the stripper breaking, not the text being wrong.
      if (!(error instanceof SyntaxError)) return { unreadable: true }
      return {
        syntax: { ...(place(error, file) ?? placeAsScript(text, file, error.message)), file, message: error.message },
      }
    }
  }
  return { files: stripped }
}

/** Both tools put `file:line`, the source line and a row of carets before the message. @param {Error} error @param {string} file */
function place(error, file) {
  const rows = (error.stack ?? '').split('\n')
  const at = rows.findIndex((row) => row.startsWith(`${file}:`))
  if (at < 0) return undefined
  const carets = rows.slice(at + 1).find((row) => /^ *\^+ *$/.test(row))
  return {
    line: Number(rows[at]?.slice(file.length + 1)),
    column: carets === undefined ? undefined : carets.indexOf('^') + 1,
  }
}

/** The engine tells the place of an error in a script, not in a module: asked again without `import` and `export`. */
function placeAsScript(/** @type {string} */ text, /** @type {string} */ file, /** @type {string} */ message) {
  try {
    const script = stripTypeScriptTypes(text)
      .replace(/^[ \t]*export( default)?(?= )/gm, (words) => ' '.repeat(words.length))
      .replace(/^[ \t]*import\b.*$/gm, '')
    new vm.Script(`(async () => {${script}\n})`, { filename: file })
  } catch (error) {
    if (error instanceof SyntaxError && error.message === message) return place(error, file)
  }
  return undefined
}
