/** A class in a process of its own, which hears signals: `node serving-process.ts FOLDER DRAIN_MS`. */
import { serveGated } from './gated.ts'

const [folder, drainMs] = process.argv.slice(2)
const { url, lines } = await serveGated(folder!, { drainMs: Number(drainMs), logFormat: 'json' }, true)
console.log(`at ${url} ${lines.join(' ')}`)
