/** What Node's permission model lets plain programs do besides reading files (nodejs.org/api/permissions.html). */

/**
 * The socket module is C called from JavaScript, and serves connections in workers. The network is part of the model since
 * Node 25; an older Node refuses the flag.
 */
export const ALLOWED: readonly string[] = ['--permission', '--allow-addons', '--allow-worker', ...netFlag()]

function netFlag(): string[] {
  return process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []
}
