/** How much of a machine a grader takes when nobody says. Pure: processors and memory come in as numbers. */
import { availableParallelism, totalmem } from 'node:os'

/** A grading waits about as long as it computes, so one processor alone still has work for two slots. */
const LEAST_SLOTS = 2
/** Beyond these one grader process has no more to give: all slots share its event loop. */
const MOST_SLOTS = 4
/** A slot with the learners' processes it keeps busy, and what all slots share; both measured, MiB of PSS. */
const SLOT_MIB = 45
const SHARED_MIB = 90
/** Part of the machine's memory that grading may have. */
const MEMORY_PART = 1 / 4

export type Size = { slots: number; spare: number }

export function defaultSize(processors: number, memoryMiB: number): Size {
  const affordable = Math.floor((memoryMiB * MEMORY_PART - SHARED_MIB) / SLOT_MIB)
  const wanted = Math.min(MOST_SLOTS, Math.max(LEAST_SLOTS, processors))
  const slots = Math.max(1, Math.min(wanted, affordable))
  return { slots, spare: spareFor(slots) }
}

/** Learners' processes that wait: the next grading of each slot finds one, and one more for a test that lost its own. */
export function spareFor(slots: number): number {
  return slots + 1
}

/** Processors and memory that this process may use; of a container, its share. */
export function machineSize(): Size {
  const limit = process.constrainedMemory()
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return defaultSize(availableParallelism(), bytes / (1 << 20))
}
