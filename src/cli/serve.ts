import { serve } from '../sidecar/serve.ts'

/** Serves until SIGINT or SIGTERM. */
export async function serveCommand(options: { port: number; host: string; data?: string }): Promise<void> {
  await serve(options)
}
