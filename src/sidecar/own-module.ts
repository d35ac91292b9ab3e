/** Where a module of ours lies that another process or thread starts with. */
import { extname, join } from 'node:path'

/**
 * `path` from the module whose `import.meta` is given, as the sources name it: `./netd/main.ts`. In the released package
 * each module is JavaScript in the same place, as Node strips no types below `node_modules`; there it ends in `.js`.
 */
export function ownModule(meta: ImportMeta, path: `./${string}.ts` | `../${string}.ts`): string {
  return join(meta.dirname, path.replace(/\.ts$/, extname(meta.filename)))
}
