/** Runs a lab without its faults, then with them, one after the other on the lab's own network, and keeps what each told. */
import { effect } from '@preact/signals'
import { formatFaults } from '../../../../protocol/fault-format.ts'
import { disturbs, type FaultPlan } from '../../../../protocol/faults.ts'
import type { Bench } from '../bench.ts'
import { faultPlanOf } from '../settings.ts'
import type { Told } from './facts.ts'
import type { CompareProblem } from './words.ts'

export const COMPARE_LIMITS = {
  /** Until a run that was asked for is told to have begun, ms. */
  startMs: 30_000,
  /** A run that goes on for longer is compared as far as it came, ms. */
  runMs: 60_000,
  /** Nothing new for so long after all programs have ended or only listen: the run has shown what it has to show, ms. */
  quietMs: 700,
}

/** `cut`: it was still going on. */
export type OneRun = Told & { cut: boolean }
export type Pair = { plan: FaultPlan; without: OneRun; faulted: OneRun }

export class NotCompared extends Error {
  readonly problem: CompareProblem
  constructor(problem: CompareProblem) {
    super(problem)
    this.problem = problem
  }
}

/** The faults that hold as the dial stands; null when none does. */
export function faultsOn({ lab, settings }: Bench): FaultPlan | null {
  const plan = faultPlanOf(lab, settings.value)
  return plan && disturbs(plan) ? plan : null
}

/** Throws NotCompared; null when the signal called it off. The bench is left with the run that has the faults. */
export async function runBoth(
  bench: Bench,
  plan: FaultPlan,
  signal: AbortSignal,
  onStage: (index: 0 | 1) => void,
): Promise<Pair | null> {
  onStage(0)
  const without = await runOne(bench, { seed: plan.seed, rules: [] }, signal)
  if (without === null) return null
  onStage(1)
  const faulted = await runOne(bench, plan, signal)
  return faulted && { plan, without, faulted }
}

async function runOne(bench: Bench, plan: FaultPlan, signal: AbortSignal): Promise<OneRun | null> {
  if (signal.aborted) return null
  if (!bench.bridge.ready) throw new NotCompared('offline')
  const { store } = bench
  const before = store.run.peek()
  bench.run(undefined, plan)
  const began = await until(
    () => {
      if (store.run.value !== before && store.phase.value === 'running') return 'begun'
      if (bench.refused.value) return 'refused'
      return bench.bridge.connection.value.state === 'offline' ? 'offline' : null
    },
    COMPARE_LIMITS.startMs,
    signal,
  )
  if (signal.aborted) return stopped(bench)
  if (began !== 'begun') throw new NotCompared(began ?? 'not-started')

  const run = store.run.peek()
  const end = await until(() => wayOut(bench, run, plan), COMPARE_LIMITS.runMs, signal, COMPARE_LIMITS.quietMs)
  if (signal.aborted) return stopped(bench)
  if (end === 'offline' || end === 'problem' || end === 'disturbed') throw new NotCompared(end)
  const told = {
    packets: [...store.packets.peek()],
    calls: store.calls.peek(),
    outputs: store.outputs.peek(),
    programs: store.programs.peek(),
  }
  return { ...told, cut: end === null }
}

/** How a run's watching ends: `told` when it has shown all; it reads signals, whatever is new makes it be asked again. */
function wayOut({ store, bridge }: Bench, run: number, plan: FaultPlan): CompareProblem | 'told' | null {
  // Whatever still comes puts off the end of waiting.
  void [store.packets.value, store.calls.value, store.outputs.value, store.programs.value]
  if (bridge.connection.value.state === 'offline') return 'offline'
  if (store.run.value !== run || !same(store.faults.value, plan)) return 'disturbed'
  if (store.problem.value) return 'problem'
  return store.phase.value === 'ended' || store.settled ? 'told' : null
}

/** What comes back from the lab was parsed there, and may name its parts in another order. */
function same(one: FaultPlan | null, other: FaultPlan): boolean {
  return one !== null && one.seed === other.seed && formatFaults(one.rules) === formatFaults(other.rules)
}

function stopped(bench: Bench): null {
  bench.stop()
  return null
}

/**
 * What `look` gives once it gives something, and has gone on giving the same, without any news, for `quietMs`. Null when
 * the time is over or the signal came first.
 */
function until<T extends string>(
  look: () => T | null,
  withinMs: number,
  signal: AbortSignal,
  quietMs = 0,
): Promise<T | null> {
  return new Promise((resolve) => {
    let quiet: ReturnType<typeof setTimeout> | undefined
    const end = (found: T | null) => {
      clearTimeout(quiet)
      clearTimeout(late)
      signal.removeEventListener('abort', off)
      queueMicrotask(() => leave()) // an effect cannot be left while it is being made
      resolve(found)
    }
    const off = () => end(null)
    const late = setTimeout(off, withinMs)
    signal.addEventListener('abort', off)
    const leave = effect(() => {
      const found = look()
      clearTimeout(quiet)
      if (found !== null) quiet = setTimeout(() => end(found), found === 'told' ? quietMs : 0)
    })
  })
}
