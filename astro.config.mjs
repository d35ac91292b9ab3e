import { dirname } from 'node:path'
import mdx from '@astrojs/mdx'
import preact from '@astrojs/preact'
import { defineConfig } from 'astro/config'
import { afterBuild } from './integrations/after-build.ts'
import { codeTheme } from './integrations/code-theme.ts'

export default defineConfig({
  srcDir: './src/site',
  output: 'static',
  base: process.env.WIREBOOK_BASE ?? '/', // a sub-path, where a static host wants one
  trailingSlash: 'always',
  devToolbar: { enabled: false },
  i18n: {
    defaultLocale: 'en',
    locales: ['en', { path: 'zh-cn', codes: ['zh-CN', 'zh'] }],
    routing: { prefixDefaultLocale: true, redirectToDefaultLocale: false },
  },
  markdown: { shikiConfig: { theme: codeTheme } },
  integrations: [mdx(), preact(), afterBuild()],
  vite: {
    plugins: [ownFolder(), emacsCommands()],
    build: {
      assetsInlineLimit: 0, // no script of ours is inlined: the CSP names only the few that must be
      chunkSizeWarningLimit: 600, // the editor, loaded when it is wanted
      rolldownOptions: {
        // Astro's own "use astro:head-inject" directive, reported once per lesson.
        onLog: (level, log, handler) => {
          if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log)
        },
      },
    },
  },
})

/** The course is read from disk while the site is built, and a bundled module would look for it beside the bundle. */
function ownFolder() {
  return {
    name: 'wirebook:own-folder',
    enforce: 'pre',
    transform(code, id) {
      if (!id.split('?')[0].endsWith('/src/course/load.ts')) return null
      return { code: code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))), map: null }
    },
  }
}

/**
 * `@replit/codemirror-emacs` marks as pure the calls that register its commands: whoever drops what is pure and unused
 * drops all of Emacs's keys.
 */
function emacsCommands() {
  return {
    name: 'wirebook:emacs-commands',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('/@replit/codemirror-emacs/')) return null
      return { code: code.replaceAll(/\/\*@__PURE__\*\/(?=EmacsHandler\.)/g, ''), map: null }
    },
  }
}
