/** People of a class who are signed in already. */
import { signIn } from '../../src/sidecar/classroom/people/sign-ins.ts'
import type { Db } from '../../src/sidecar/database/database.ts'

/** Gives their tokens, in the order of `ids`. */
export async function signedInPeople(db: Db, ids: readonly string[]): Promise<string[]> {
  const tokens: string[] = []
  for (const id of ids) {
    const row = { id, name: id, email: null, source_id: null, handle: id, admin: 0, active: 1, locale: null } as const
    await db
      .insertInto('person')
      .values({ ...row, created_at: 0 })
      .execute()
    tokens.push(await signIn(db, id, 'bench', Date.now()))
  }
  return tokens
}
