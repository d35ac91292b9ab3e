/** The sidecar without the command line around it: `node src/sidecar/main.ts [port]`. */
import { serve } from './serve.ts'

await serve({ port: Number(process.argv[2] ?? process.env.PORT ?? 4321) })
