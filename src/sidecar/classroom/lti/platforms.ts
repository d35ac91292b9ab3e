/** Registrations of platforms, as rows. */
import type { LtiContext, Platform, PlatformInput } from '../../../protocol/classroom/lti.ts'
import type { Db, Trx } from '../../database/database.ts'
import { newId } from '../../database/id.ts'
import type { Row } from '../../database/schema.ts'
import { Refusal } from '../http/route.ts'

/** By name. */
export async function allPlatforms(db: Db): Promise<Platform[]> {
  const rows = await db.selectFrom('lti_platform').selectAll().orderBy('name').orderBy('id').execute()
  return rows.map(platformOf)
}

/** Of all platforms, by cohort. */
export async function allContexts(db: Db): Promise<LtiContext[]> {
  const rows = await db
    .selectFrom('lti_context')
    .innerJoin('cohort', 'cohort.id', 'lti_context.cohort_id')
    .select(['platform_id', 'context', 'cohort.id', 'title'])
    .orderBy('title')
    .orderBy('context')
    .execute()
  return rows.map(({ platform_id, context, id, title }) => ({ platform: platform_id, context, cohort: { id, title } }))
}

export async function platformNamed(db: Db | Trx, id: string): Promise<Platform | null> {
  const row = await db.selectFrom('lti_platform').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? platformOf(row) : null
}

/** Throws Refusal LTI_PLATFORM_TWICE. */
export async function addPlatform(trx: Trx, input: PlatformInput, now: number): Promise<Platform> {
  const row = await trx
    .insertInto('lti_platform')
    .values({ id: newId(), ...columnsOf(input), created_at: now })
    .onConflict((conflict) => conflict.columns(['issuer', 'client_id']).doNothing())
    .returningAll()
    .executeTakeFirst()
  if (!row) throw twice()
  return platformOf(row)
}

/** Throws Refusal LTI_PLATFORM_TWICE, LTI_PLATFORM_UNKNOWN. */
export async function changePlatform(trx: Trx, id: string, input: PlatformInput): Promise<Platform> {
  const other = await trx
    .selectFrom('lti_platform')
    .select('id')
    .where('issuer', '=', input.issuer)
    .where('client_id', '=', input.clientId)
    .where('id', '!=', id)
    .executeTakeFirst()
  if (other) throw twice()
  const row = await trx
    .updateTable('lti_platform')
    .set(columnsOf(input))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw unknown()
  return platformOf(row)
}

/** Its links and their ledger go with it; classes and people stay. Throws Refusal LTI_PLATFORM_UNKNOWN. */
export async function removePlatform(trx: Trx, id: string): Promise<void> {
  const { numDeletedRows } = await trx.deleteFrom('lti_platform').where('id', '=', id).executeTakeFirst()
  if (numDeletedRows === 0n) throw unknown()
}

/**
 * Whose sign-in begins: several may share an issuer and differ in the client's id, which need not be named (LTI 1.3 Core
 * §4.1.2); then the deployment tells. Throws Refusal LTI_PLATFORM_UNKNOWN.
 */
export async function platformOfLogin(
  db: Db,
  { iss, client_id, lti_deployment_id }: { iss: string; client_id?: string; lti_deployment_id?: string },
): Promise<Platform> {
  const rows = await db.selectFrom('lti_platform').selectAll().where('issuer', '=', iss).execute()
  const named = rows.map(platformOf).filter(({ clientId }) => client_id === undefined || clientId === client_id)
  const deployed = named.filter(({ deployments }) => deployments.includes(lti_deployment_id ?? ''))
  const [platform] = named.length > 1 ? deployed : named
  if (!platform || (named.length > 1 && deployed.length > 1))
    throw new Refusal(404, 'LTI_PLATFORM_UNKNOWN', ['ltiPlatformUnknown', iss, client_id ?? ''])
  return platform
}

function columnsOf(input: PlatformInput): Omit<Row<'lti_platform'>, 'id' | 'created_at'> {
  return {
    name: input.name,
    issuer: input.issuer,
    client_id: input.clientId,
    authorization_url: input.authorizationUrl,
    token_url: input.tokenUrl,
    keys_url: input.keysUrl,
    token_audience: input.tokenAudience,
    deployments: JSON.stringify(input.deployments),
  }
}

function platformOf(row: Row<'lti_platform'>): Platform {
  return {
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    authorizationUrl: row.authorization_url,
    tokenUrl: row.token_url,
    keysUrl: row.keys_url,
    tokenAudience: row.token_audience,
    deployments: JSON.parse(row.deployments) as string[],
    createdAt: row.created_at,
  }
}

function unknown(): Refusal {
  return new Refusal(404, 'LTI_PLATFORM_UNKNOWN', ['ltiNoSuchPlatform'])
}

function twice(): Refusal {
  return new Refusal(409, 'LTI_PLATFORM_TWICE', ['ltiPlatformTwice'], { where: 'clientId' })
}
