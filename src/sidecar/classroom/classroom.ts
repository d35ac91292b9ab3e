/** What the parts of a classroom need of each other and of the process around them. Put together in `open.ts`. */

import type { Database } from '../database/database.ts'
import type { Course } from '../session/course.ts'
import type { Bus } from './live/bus.ts'
import type { ClassNetworks } from './network/networks.ts'
import type { School } from './people/oidc/school.ts'
import type { GradingQueue } from './queue/queue.ts'

export type Classroom = {
  readonly database: Database
  readonly queue: GradingQueue
  readonly bus: Bus
  readonly course: Course
  /** Origin under which browsers reach us, e.g. `https://course.example.org`. */
  readonly origin: string
  /** ms since the epoch. */
  readonly clock: () => number
  readonly log: Log
  /** The school's OpenID provider, where there is one. */
  readonly school?: School
  /** Where labs can be joined; absent in processes that run none. */
  readonly networks?: ClassNetworks
}

/** Structured lines: neither learners' code nor secrets. */
export type Log = {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
