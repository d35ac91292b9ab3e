/** Type-checks every TypeScript source with TypeScript 7, then the .astro files with `astro check`. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const steps = [
  ['node_modules/astro/bin/astro.mjs', 'sync'],
  ['node_modules/ts7/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
  [
    'node_modules/astro/bin/astro.mjs',
    'check',
    '--noSync', // done above
    '--tsconfig',
    'tsconfig.astro.json',
    '--minimumFailingSeverity',
    'error',
    '--minimumSeverity',
    'error',
  ],
]
for (const [program, ...args] of steps) {
  const { status } = spawnSync(process.execPath, [join(root, program!), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' },
  })
  if (status !== 0) process.exit(1)
}
