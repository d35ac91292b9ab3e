/** Before the tables of a class in use are changed, it is copied. Without a copy they stay as they are. */
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dataFolder } from '../../store/folder.ts'
import type { Log } from '../classroom.ts'
import type { BeforeMigrating } from '../database.ts'
import { backUp } from './backup.ts'

/** Beside the file; of a server in `folder`. */
export function backupFirst({ folder, log }: { folder?: string | undefined; log: Log }): BeforeMigrating {
  return async (database, steps) => {
    const now = Date.now()
    const name = `classroom.before-${steps[0]}-${stamp(now)}`
    const to =
      database.kind === 'sqlite'
        ? join(dirname(database.where), `${name}.sqlite`)
        : join(made(folder ?? join(dataFolder(), 'backups')), `${name}.jsonl.gz`)
    const { rows } = await backUp(database, to, now)
    log.info({ file: to, rows, steps }, 'copied before its tables are changed')
  }
}

function made(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** `20260131-093000-123`: in a file's name, and in order. */
function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[-:]/g, '').replace('T', '-').replace('.', '-').replace('Z', '')
}
