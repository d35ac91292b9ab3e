import { homedir } from 'node:os'
import { join } from 'node:path'

/** `$XDG_DATA_HOME/wirebook`, or `~/.local/share/wirebook` (XDG Base Directory Specification). */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_DATA_HOME
  // The specification: a relative path there is to be ignored.
  return join(base?.startsWith('/') ? base : join(homedir(), '.local', 'share'), 'wirebook')
}
