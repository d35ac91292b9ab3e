import { createInterface } from 'node:readline/promises'
import { openBus } from '../../sidecar/classroom/live/open.ts'
import { openLog } from '../../sidecar/classroom/log.ts'
import { aboutPerson, deletePerson, LastAdminError } from '../../sidecar/classroom/operate/delete-person.ts'
import { exportPerson } from '../../sidecar/classroom/operate/export-person.ts'
import { UsageError } from '../exit.ts'
import { writeOut } from '../out-file.ts'
import type { Voice } from '../words/index.ts'
import { personNamed } from './named.ts'
import { type Where, within } from './within.ts'

/** Everything that is stored of somebody, as JSON. Throws UsageError, ClassroomError, OutError. */
export async function exportCommand(
  person: string,
  { out, ...where }: Where & { out: string },
  { words }: Voice,
): Promise<void> {
  await within(where, async ({ db }) => {
    const found = await personNamed(db, person)
    writeOut(out, `${JSON.stringify(await exportPerson(db, found.id, Date.now()), null, 2)}\n`)
    if (out !== '/dev/stdout') console.error(words.personExported(found.name, out))
  })
}

/**
 * After its handle was named once more. Throws UsageError (DELETE_UNCONFIRMED, DELETE_LAST_ADMIN …), ClassroomError; then
 * nothing was deleted.
 */
export async function deleteCommand(
  person: string,
  { confirm, ...where }: Where & { confirm?: string },
  { words }: Voice,
): Promise<void> {
  await within(where, async (database) => {
    const found = await personNamed(database.db, person)
    const { gone, unnamed } = await aboutPerson(database.db, found.id)
    console.log(words.deleteWhat(found.name, found.handle, rowsOf(gone), rowsOf(unnamed)))
    const typed = confirm ?? (await asked(words.deleteAsk(found.handle)))
    if (typed !== found.handle) throw new UsageError('DELETE_UNCONFIRMED', ['deleteUnconfirmed', found.handle])
    const log = openLog()
    const bus = await openBus(database, log)
    try {
      const { standIn } = await deletePerson(database.db, bus, found, Date.now())
      console.log(words.deleted(found.handle, standIn))
    } catch (error) {
      if (error instanceof LastAdminError) throw new UsageError('DELETE_LAST_ADMIN', ['deleteLastAdmin', found.handle])
      throw error
    } finally {
      await bus.close()
    }
  })
}

function rowsOf(counts: Record<string, number>): string[] {
  return Object.entries(counts).map(([table, n]) => `${table} ${n}`)
}

/** Empty where nobody sits at a terminal. */
async function asked(question: string): Promise<string> {
  if (!process.stdin.isTTY) return ''
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question(question)).trim()
  } finally {
    terminal.close()
  }
}
