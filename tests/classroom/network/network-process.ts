/** A class in a process of its own, which hears signals: `node network-process.ts FOLDER SITE DRAIN_MS`. */
import { serve } from '../../../src/sidecar/serve.ts'

const [where, site, drainMs] = process.argv.slice(2)
const log = { info: () => {}, warn: () => {}, error: () => {} }
const { url } = await serve({
  port: 0,
  site: site!,
  log: () => {},
  classroom: { where: where!, slots: 0, log, drainMs: Number(drainMs) },
})
console.log(`at ${url}`)
