/** The packets of the running test, in exercises whose `exercise.json` says `"capture": true`. */
import type { ReadPacket } from '../../../runner/read-packets.ts'
import { doing } from '../doing.ts'
import { NotSeen, SpecFault } from '../faults.ts'
import { Grading } from '../grading.ts'
import type { Link } from '../link.ts'
import type { Peer } from '../peer.ts'
import { say } from '../say.ts'
import { WITHIN_MS, type Within } from '../waits.ts'
import type { CapturedDatagrams } from './datagrams.ts'
import type { Film } from './film.ts'
import type { CapturedFlow } from './flow.ts'

/** Between two looks at what has come, ms. */
const LOOK_EVERY_MS = 10

/** `over`: wait until the connection has ended on both sides; it fails when that takes longer than `within`. */
export type FlowOptions = Within & { over?: boolean }

const films = new WeakMap<Link, Film>()

/**
 * Taken by the kernel beside the learner's program, which cannot touch it. Every function sees all that was sent until
 * it was called. Throws SpecFault without `"capture": true`, NotSeen in the reduced tier, where nothing is captured.
 */
export const capture = {
  /** Can packets be seen here? Not in the reduced tier. */
  get available(): boolean {
    return Grading.current().link.given.captured
  },

  /** The connection of one of the spec's peers. */
  async flow(peer: Peer, { over = false, within = WITHIN_MS }: FlowOptions = {}): Promise<CapturedFlow> {
    const film = await theFilm()
    const found = () => film.flowOf(peer)
    await until(film, within, () => (over ? (found()?.isOver ?? false) : found() !== undefined))
    const flow = found()
    if (flow === undefined) throw new SpecFault(`capture.flow(): no packet of ${peer.local} and ${peer.remote}`)
    return over ? waited(flow, within) : flow
  },

  /** All connections of the test, in the order in which they began, also those that were never accepted. */
  async flows({ over = false, within = WITHIN_MS }: FlowOptions = {}): Promise<CapturedFlow[]> {
    const film = await theFilm()
    const all = () => film.flows()
    await until(film, within, () => !over || all().every(({ isOver }) => isOver))
    return over ? all().map((flow) => waited(flow, within)) : all()
  },

  /** All UDP datagrams of the test. */
  async datagrams(): Promise<CapturedDatagrams> {
    const film = await theFilm()
    await film.refresh()
    return film.datagrams()
  },

  /** Everything, decoded by src/wire. */
  async packets(): Promise<ReadPacket[]> {
    const film = await theFilm()
    await film.refresh()
    return film.packets
  },
}

/** Decoding is loaded with the first look: most specs never look. */
async function theFilm(): Promise<Film> {
  const { link, job } = Grading.current()
  if (!job.capture) throw new SpecFault('capture: exercise.json has to say "capture": true')
  if (!link.given.captured) {
    throw new NotSeen(
      say(
        'This behaviour is judged by its packets, and none can be captured here. "npx wirebook doctor" tells what this machine lacks.',
        '这项行为要根据数据包来判断，而这里无法抓包。运行“npx wirebook doctor”，看看这台机器缺少什么。',
      ),
    )
  }
  const made = films.get(link) ?? new (await import('./film.ts')).Film(link.key)
  films.set(link, made)
  return made
}

async function until(film: Film, within: number, come: () => boolean): Promise<void> {
  const end = performance.now() + within
  for (;;) {
    await film.refresh()
    if (come() || performance.now() > end) return
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

function waited(flow: CapturedFlow, within: number): CapturedFlow {
  try {
    return flow.over()
  } catch (error) {
    const text = say(`Waited ${Math.round(within)} ms.`, `已等 ${Math.round(within)} 毫秒。`)
    throw new NotSeen(`${text} ${(error as Error).message}\n${doing()}`, { late: true })
  }
}
