import { serve } from '../sidecar/serve.ts'
import type { Voice } from './words/index.ts'

/** Serves until SIGINT or SIGTERM. */
export async function serveCommand(
  { port, host, data }: { port: number; host: string; data?: string },
  { below }: Voice,
): Promise<void> {
  await serve({ port, host, words: below, ...(data === undefined ? {} : { data }) })
}
