/** A parser under fire, and the loop that fires. */
import { inspect } from 'node:util'
import { Random } from './random.ts'

export type Target<Input = unknown> = {
  name: string
  input(random: Random): Input
  /** Throws whatever a parser must not: anything but its own typed error, which is caught here. */
  check(input: Input): void | Promise<void>
  /** An input as a file keeps it (kept.ts), where that is not the same. */
  revive?(kept: unknown): Input
}

/** Keeps the input's type while targets are collected in one list. */
export function target<Input>(one: Target<Input>): Target {
  return one as unknown as Target
}

export const FUZZ_LIMITS = {
  /** Processor time of this thread for one input, ms. Inputs have at most some ten thousand bytes. */
  inputMs: 1_000,
  /** Failures after which a target is given up. */
  failures: 5,
}

export type Failure = { number: number; why: string; input: string }
export type Fuzzed = { name: string; inputs: number; ms: number; longestMs: number; failures: Failure[] }

export type FuzzOptions = {
  seed: number
  inputs: number
  /** Ends earlier, after so long. */
  withinMs?: number
  /** Number of the first input. */
  from?: number
}

/** Fires `inputs` inputs. The same seed and number give the same input. */
export async function fuzz(
  { name, input, check }: Target,
  { seed, inputs, withinMs = Number.POSITIVE_INFINITY, from = 0 }: FuzzOptions,
): Promise<Fuzzed> {
  const began = performance.now()
  const fuzzed: Fuzzed = { name, inputs: 0, ms: 0, longestMs: 0, failures: [] }
  for (let number = from; number < from + inputs && fuzzed.failures.length < FUZZ_LIMITS.failures; number++) {
    const random = new Random(seed, number)
    const given = input(random)
    const before = performance.now()
    const cpuBefore = process.threadCpuUsage()
    const fail = (why: string) =>
      fuzzed.failures.push({
        number,
        why,
        input: inspect(given, { maxArrayLength: 200, maxStringLength: 400, depth: 6 }),
      })
    try {
      const checking = check(given)
      if (checking !== undefined) await checking
      if (Object.keys(Object.prototype).length > 0) fail('the prototype of all objects was changed')
    } catch (error) {
      fail(error instanceof Error ? (error.stack ?? String(error)) : String(error))
    }
    fuzzed.inputs += 1
    const ms = performance.now() - before
    if (ms > fuzzed.longestMs) {
      const { user, system } = process.threadCpuUsage(cpuBefore)
      const cpuMs = (user + system) / 1_000
      // Of an input that waits for other threads, or on a busy machine, the clock tells too much.
      fuzzed.longestMs = Math.max(fuzzed.longestMs, Math.min(ms, cpuMs))
      if (cpuMs > FUZZ_LIMITS.inputMs) fail(`it took ${Math.round(cpuMs)} ms of processor time`)
    }
    if ((number & 0xff) === 0 && performance.now() - began > withinMs) break
  }
  fuzzed.ms = performance.now() - began
  return fuzzed
}
