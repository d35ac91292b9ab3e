/** A new lab: a server and a client that say hello, on the network that was asked for. */
import { join } from 'node:path'
import type { Course } from '../check/course.ts'
import type { Written } from './exercise.ts'
import { template, write } from './scaffold.ts'

/** Ready-made networks whose programs `server` and `client` find their hosts by name. */
export const TOPOLOGIES = ['solo', 'pair', 'routed'] as const
export type Topology = (typeof TOPOLOGIES)[number]

export function newLab(course: Course, id: string, { topology }: { topology: Topology }): Written {
  // Alone on a host a server is met on the loopback; otherwise on its own name.
  const host = topology === 'solo' ? '127.0.0.1' : 'server'
  const files = Object.entries(template('lab')).map(([name, text]) => [
    name,
    text.replaceAll('TOPOLOGY', topology).replaceAll("'HOST'", `'${host}'`),
  ])
  return {
    files: write(join(course.labs, id), Object.fromEntries(files)),
    notes: [['whenRight', id]],
  }
}
