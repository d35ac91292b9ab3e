/**
 * A plain child must not outlive us: one in an endless loop would never notice that its pipes are closed. Where
 * setpriv(1) of util-linux is at hand, the kernel ends the child with its parent (PR_SET_PDEATHSIG, prctl(2)).
 */
import { spawnSync } from 'node:child_process'

const MORTAL = ['setpriv', '--pdeathsig', 'KILL', '--']
let prefix: string[] | undefined

/** The command, with what makes it die with its parent in front of it; unchanged where the machine lacks that. */
export function mortal(command: string[]): [program: string, args: string[]] {
  prefix ??= spawnSync(MORTAL[0]!, [...MORTAL.slice(1), 'true']).status === 0 ? MORTAL : []
  const [program, ...args] = [...prefix, ...command]
  return [program!, args]
}
