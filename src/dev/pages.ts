/** Astro's dev server: a page is made when it is asked for, and again when what it is made of was saved. */
import { ROOT } from '../course/load.ts'

export type PagesOptions = {
  /** 0 takes any free port. */
  port: number
  /** Address of the sidecar, to which goes on what labs, editors and the lamp say. */
  sidecar: string
}

/** Loopback only. Resolves to the pages' address when they can be fetched; ends with this process. */
export async function servePages({ port, sidecar }: PagesOptions): Promise<string> {
  process.env.ASTRO_TELEMETRY_DISABLED = '1'
  const { dev } = await import('astro')
  const { address } = await dev({
    root: ROOT,
    logLevel: 'warn',
    // 'always', as the site has it, would answer /api/health before the sidecar is asked.
    trailingSlash: 'ignore',
    server: { host: '127.0.0.1', port },
    vite: {
      server: {
        strictPort: port !== 0,
        proxy: { '/ws': { target: sidecar, ws: true }, '/api': { target: sidecar } },
        watch: { ignored: ['**/build/**', '**/tests/**', '**/docs/**'] },
      },
    },
  })
  return `http://127.0.0.1:${address.port}/`
}
