/** Whoever a connection belongs to. On one's own machine there is one; in a classroom the cookie says who. */
import { LOCAL_PERSON } from './database/id.ts'

export type Person = {
  /** Of the table `person`. */
  id: string
}

export const OWNER: Person = { id: LOCAL_PERSON }
