/** Astro's dev server: a page is made when it is asked for, and again when what it is made of was saved. */
import { realpathSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Plugin } from 'vite'
import { ROOT } from '../course/load.ts'

/** Where packages really lie: node_modules may be a link, and of what lies elsewhere no page gets a file. */
const PACKAGES = dirname(realpathSync(join(ROOT, 'node_modules/astro')))

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
      // Apart from what builds keep: both may be at work.
      cacheDir: join(ROOT, 'build/dev'),
      plugins: [labReload()],
      server: {
        strictPort: port !== 0,
        fs: { allow: [ROOT, PACKAGES] },
        proxy: { '/ws': { target: sidecar, ws: true }, '/api': { target: sidecar } },
        watch: { ignored: ['**/build/**', '**/tests/**', '**/docs/**'] },
      },
    },
  })
  return `http://127.0.0.1:${address.port}/`
}

/** What a page shows of labs and exercises is read from disk and imported by nobody, so that no module tells of a save. */
const SHOWN = /^labs\/[^/]+\/[^/]+\/(starter\/)?[^/]+(?<!\.spec)\.(ts|json)$/

function labReload(): Plugin {
  return {
    name: 'wirebook:lab-reload',
    configureServer({ watcher, environments }) {
      const saved = (file: string) => {
        if (SHOWN.test(relative(ROOT, file).replaceAll('\\', '/')))
          environments.client.hot.send({ type: 'full-reload', path: '*' })
      }
      watcher.on('change', saved).on('add', saved).on('unlink', saved)
    },
  }
}
