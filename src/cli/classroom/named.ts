import { findPerson } from '../../sidecar/classroom/operate/find-person.ts'
import type { Db } from '../../sidecar/database/database.ts'
import type { Row } from '../../sidecar/database/schema.ts'
import { UsageError } from '../exit.ts'

/** By id, handle, e-mail address or name. Throws UsageError PERSON_UNKNOWN, PERSON_AMBIGUOUS. */
export async function personNamed(db: Db, said: string): Promise<Row<'person'>> {
  const found = await findPerson(db, said)
  if ('person' in found) return found.person
  if ('none' in found) throw new UsageError('PERSON_UNKNOWN', ['personUnknown', said])
  throw new UsageError('PERSON_AMBIGUOUS', ['personAmbiguous', said, found.several.map(({ handle }) => handle)])
}
