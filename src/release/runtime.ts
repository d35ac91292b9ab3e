/**
 * The packages that the released program needs, as a list to be reviewed. Packing finds out what is imported (imports.ts)
 * and refuses what is not here.
 */
export const RUNTIME = [
  '@simplewebauthn/server',
  // Node's declarations, which the editor's language server shows, and the server itself.
  '@types/node',
  'commander',
  'csv-parse',
  'csv-stringify',
  'graphile-worker',
  'hono',
  'jose',
  'koffi',
  'kysely',
  'openid-client',
  'pg',
  'pino',
  'prom-client',
  'sirv',
  'ts7',
  'vite',
  'vitest',
  'ws',
  'zod',
] as const
