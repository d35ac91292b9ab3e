/** The class network over HTTP. What it carries is told on /ws/class. */
import { JoinNetworkInput, NetworkInput, type NetworkView } from '../../../protocol/classroom/network.ts'
import type { Classroom } from '../classroom.ts'
import { demandLive } from '../cohorts/cohorts.ts'
import { type Call, Refusal, type Route, route } from '../http/route.ts'
import { signedIn } from '../people/coming-in.ts'
import type { ClassNetworks } from './networks.ts'

const NETWORK = '/api/class/cohorts/:cohort/network'
const MEMBER = { who: 'member', atLeast: 'learner' } as const
const STAFF = { who: 'member', atLeast: 'assistant' } as const
const INSTRUCTOR = { who: 'member', atLeast: 'instructor' } as const

export const networkRoutes: Route[] = [
  route({
    method: 'GET',
    path: NETWORK,
    rule: MEMBER,
    async handle(call) {
      const { networks } = call.classroom
      const closed: NetworkView = { open: false, possible: false }
      return { json: (await networks?.view(call.params.cohort!, signedIn(call))) ?? closed }
    },
  }),
  /** Opens it, or says anew who may join. */
  route({
    method: 'PUT',
    path: NETWORK,
    rule: INSTRUCTOR,
    body: NetworkInput,
    async handle(call) {
      const { classroom, params, body } = call
      const me = signedIn(call)
      const networks = demand(classroom)
      await demandLive(classroom.database.db, params.cohort!)
      await demandMembers(call, body)
      const opened = await networks.open(params.cohort!, body, me.id)
      return { json: await networks.view(params.cohort!, me), status: opened ? 201 : 200 }
    },
  }),
  route({
    method: 'DELETE',
    path: NETWORK,
    rule: INSTRUCTOR,
    async handle(call) {
      await call.classroom.networks?.close(call.params.cohort!, signedIn(call).id)
      return { json: {} }
    },
  }),
  /** With a lab of one's own that is open. */
  route({
    method: 'PUT',
    path: `${NETWORK}/me`,
    rule: MEMBER,
    body: JoinNetworkInput,
    handle: async (call) => ({
      json: await demand(call.classroom).join(call.params.cohort!, signedIn(call), call.body),
    }),
  }),
  route({
    method: 'DELETE',
    path: `${NETWORK}/me`,
    rule: MEMBER,
    async handle(call) {
      const { id } = signedIn(call)
      await call.classroom.networks?.leave(call.params.cohort!, id, id)
      return { json: {} }
    },
  }),
  route({
    method: 'DELETE',
    path: `${NETWORK}/members/:person`,
    rule: STAFF,
    async handle(call) {
      const { cohort, person } = call.params
      if (!(await call.classroom.networks?.leave(cohort!, person!, signedIn(call).id)))
        throw new Refusal(404, 'NOT_IN_NETWORK', ['networkNotIn'])
      return { json: {} }
    },
  }),
]

/** Throws Refusal NETWORK_NOT_HERE. */
function demand({ networks }: Classroom): ClassNetworks {
  if (networks === undefined) throw new Refusal(409, 'NETWORK_NOT_HERE', ['networkNotHere'])
  return networks
}

/** Throws Refusal PERSON_UNKNOWN for one who is no member. */
async function demandMembers({ classroom, params }: Call<unknown>, { who }: NetworkInput): Promise<void> {
  if (who === 'all') return
  const rows = await classroom.database.db
    .selectFrom('membership')
    .select('person_id')
    .where('cohort_id', '=', params.cohort!)
    .execute()
  const members = new Set(rows.map(({ person_id }) => person_id))
  if (who.some((one) => !members.has(one)))
    throw new Refusal(404, 'PERSON_UNKNOWN', ['personUnknown'], { where: 'who' })
}
