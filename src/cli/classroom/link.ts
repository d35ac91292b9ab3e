import { audited } from '../../sidecar/classroom/audit.ts'
import { ownOrigin } from '../../sidecar/classroom/open.ts'
import { rememberedOrigin } from '../../sidecar/classroom/operate/origin.ts'
import { makePersonalLink, makeStartLink } from '../../sidecar/classroom/people/links.ts'
import { UsageError } from '../exit.ts'
import type { Voice } from '../words/index.ts'
import { personNamed } from './named.ts'
import { type Where, within } from './within.ts'

/**
 * A link that is opened once: for the first instructor while nobody administers, or to sign somebody in who is there.
 * Throws UsageError (LINK_WANTS_ORIGIN, LINK_WANTS_PERSON, PERSON_UNKNOWN, PERSON_AMBIGUOUS), ClassroomError.
 */
export async function linkCommand(
  person: string | undefined,
  { origin: given, ...where }: Where & { origin?: string },
  { words }: Voice,
): Promise<void> {
  await within(where, async ({ db }) => {
    const origin = given === undefined ? await rememberedOrigin(db) : ownOrigin(given)
    if (origin === null) throw new UsageError('LINK_WANTS_ORIGIN', ['linkWantsOrigin'])
    const now = Date.now()
    if (person === undefined) {
      const admin = await db.selectFrom('person').select('handle').where('admin', '=', 1).executeTakeFirst()
      if (admin) throw new UsageError('LINK_WANTS_PERSON', ['linkWantsPerson', admin.handle])
      const { url } = await makeStartLink(db, origin, now)
      console.log(words.startLink(url))
      return
    }
    const { id, name, handle } = await personNamed(db, person)
    const { url } = await db.transaction().execute(async (trx) => {
      await audited(trx, { at: now, by: null, cohort: null, action: 'person.link', subject: id, detail: {} })
      return makePersonalLink(trx, { person: id, cohort: null, origin, now })
    })
    console.log(words.personLink(name, handle, url))
  })
}
