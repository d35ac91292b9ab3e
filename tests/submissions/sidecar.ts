/** A sidecar whose grader never answers: somebody else ends it. Says where it listens. */
import { serve } from '../../src/sidecar/serve.ts'

const [data] = process.argv.slice(2)
const never = () => new Promise<never>(() => {})
const { url } = await serve({
  port: 0,
  data: data!,
  site: data!,
  signals: false,
  log: () => {},
  openSandbox: () => Promise.reject(new Error('no sandbox here')),
  openGrader: async () => ({ grade: never, close: async () => {} }),
})
console.log(url)
