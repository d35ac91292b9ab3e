/** All routes of a classroom: those of each part, in one list. */

import { assignmentRoutes } from '../assignments/routes.ts'
import { besideRoutes } from '../beside/routes.ts'
import { routes as cohorts } from '../cohorts/routes.ts'
import { gradebookRoutes } from '../gradebook/routes.ts'
import { ltiRoutes } from '../lti/routes.ts'
import { networkRoutes } from '../network/routes.ts'
import { oidcRoutes } from '../people/oidc/routes.ts'
import { passkeyRoutes } from '../people/passkeys/routes.ts'
import { rosterRoutes } from '../people/roster/routes.ts'
import { routes as people } from '../people/routes.ts'
import { regradeRoutes } from '../regrade/routes.ts'
import { viewRoutes } from '../view/routes.ts'
import type { Route } from './route.ts'

export const routes: readonly Route[] = [
  ...people,
  ...rosterRoutes,
  ...passkeyRoutes,
  ...oidcRoutes,
  ...cohorts,
  ...assignmentRoutes,
  ...gradebookRoutes,
  ...regradeRoutes,
  ...viewRoutes,
  ...besideRoutes,
  ...networkRoutes,
  ...ltiRoutes,
]
