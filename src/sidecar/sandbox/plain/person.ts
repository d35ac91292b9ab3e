/** As whom plain programs run: as ourselves, but never as root, who becomes an ordinary user for them. */
import { spawnSync } from 'node:child_process'
import { SandboxError } from '../error.ts'
import { isMachineRoot, UNPRIVILEGED_ID } from '../launch.ts'
import { INSTALLATION } from '../paths.ts'

/** For spawn(), which gives up the supplementary groups as well. */
export type Person = { uid?: number; gid?: number }

const READ = `for (const path of process.argv.slice(1)) require('node:fs').accessSync(path, 4)`

/** Tries as that person to run Node and to read `needed`. Throws SANDBOX_UNREADABLE. */
export function ordinaryPerson(needed: string[]): Person {
  if (!isMachineRoot()) return {}
  const person = { uid: UNPRIVILEGED_ID, gid: UNPRIVILEGED_ID }
  const { status, stderr, error } = spawnSync(process.execPath, ['--eval', READ, ...needed], {
    ...person,
    cwd: '/',
    encoding: 'utf8',
  })
  if (status === 0) return person
  const said = error?.message ?? /^Error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim()
  throw new SandboxError('SANDBOX_UNREADABLE', ['closedToPerson', said, INSTALLATION])
}
