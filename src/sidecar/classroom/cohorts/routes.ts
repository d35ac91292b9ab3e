/** Cohorts, members and join codes, over HTTP. */
import {
  ChangeCohort,
  ChangeMember,
  Join,
  LookAtCode,
  MakeCode,
  MakeCohort,
} from '../../../protocol/classroom/cohorts.ts'
import { type Route, route } from '../http/route.ts'
import { addCode, listCodes, removeCode, renewCode } from './code-calls.ts'
import { change, changeOne, enterAsAdmin, leave, list, listAll, make, members, one, removeOne } from './cohort-calls.ts'
import { join, lookAtCode } from './join.ts'

const ADMIN = { who: 'admin' } as const
const LEARNER = { who: 'member', atLeast: 'learner' } as const
const ASSISTANT = { who: 'member', atLeast: 'assistant' } as const
const INSTRUCTOR = { who: 'member', atLeast: 'instructor' } as const
const ANYONE = { who: 'anyone', limit: 'join' } as const

const COHORT = '/api/class/cohorts/:cohort'

export const routes: Route[] = [
  route({ method: 'POST', path: '/api/class/join', rule: ANYONE, body: Join, handle: join }),
  route({ method: 'POST', path: '/api/class/join/look', rule: ANYONE, body: LookAtCode, handle: lookAtCode }),

  route({ method: 'GET', path: '/api/class/cohorts', rule: { who: 'signed-in' }, handle: list }),
  route({ method: 'POST', path: '/api/class/cohorts', rule: ADMIN, body: MakeCohort, handle: make }),
  route({ method: 'GET', path: '/api/class/all-cohorts', rule: ADMIN, handle: listAll }),
  route({ method: 'GET', path: COHORT, rule: LEARNER, handle: one }),
  route({ method: 'PATCH', path: COHORT, rule: INSTRUCTOR, body: ChangeCohort, handle: change }),
  // Administrators are no members by themselves; that they came is noted.
  route({ method: 'POST', path: '/api/class/all-cohorts/:cohort/enter', rule: ADMIN, handle: enterAsAdmin }),

  route({ method: 'GET', path: `${COHORT}/members`, rule: ASSISTANT, handle: members }),
  route({
    method: 'PATCH',
    path: `${COHORT}/members/:person`,
    rule: INSTRUCTOR,
    body: ChangeMember,
    handle: changeOne,
  }),
  route({ method: 'DELETE', path: `${COHORT}/members/:person`, rule: INSTRUCTOR, handle: removeOne }),
  route({ method: 'POST', path: `${COHORT}/leave`, rule: LEARNER, handle: leave }),

  route({ method: 'GET', path: `${COHORT}/codes`, rule: INSTRUCTOR, handle: listCodes }),
  route({ method: 'POST', path: `${COHORT}/codes`, rule: INSTRUCTOR, body: MakeCode, handle: addCode }),
  route({ method: 'POST', path: `${COHORT}/codes/:code/rotate`, rule: INSTRUCTOR, handle: renewCode }),
  route({ method: 'DELETE', path: `${COHORT}/codes/:code`, rule: INSTRUCTOR, handle: removeCode }),
]
