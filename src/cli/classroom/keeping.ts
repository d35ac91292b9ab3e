import { resolve } from 'node:path'
import { backUp } from '../../sidecar/classroom/operate/backup.ts'
import { restore } from '../../sidecar/classroom/operate/restore.ts'
import type { Voice } from '../words/index.ts'
import { type Where, within } from './within.ts'

/** While the class goes on. An older one, too: it is copied as it is. Throws ClassroomError, BackupError. */
export async function backupCommand(file: string, where: Where, { words }: Voice): Promise<void> {
  const { rows } = await within(where, (database) => backUp(database, resolve(file), Date.now()), { old: true })
  console.log(words.backedUp(resolve(file), rows))
}

/** Throws ClassroomError, BackupError; then nothing was restored. */
export async function restoreCommand(file: string, { classroom }: Where, { words }: Voice): Promise<void> {
  const { where, rows } = await restore(resolve(file), classroom)
  console.log(words.restored(where, rows))
}
