/**
 * What this machine lets tests do. A test that needs more skips with the reason, which the gate prints at its end:
 * `beforeEach(fullTier)` for a group, or `fullTier(context)` first in a test. What a group prepares in `beforeAll` asks
 * FULL or NAMESPACES itself, as hooks cannot skip.
 */
import { inject, type TestContext } from 'vitest'
import type {} from './machine.ts'

export const MACHINE = inject('machine')
/** Labs have networks of their own, and packets are seen. */
export const NAMESPACES = MACHINE.tier !== 'reduced'
/** Programs are contained as a class needs it. */
export const FULL = MACHINE.tier === 'full'
export const ROOT_USER = process.getuid?.() === 0

/** The fault that was met, without what it means for a learner and what to do about it. */
const FAULT = /SANDBOX_\w+: [^.]*/.exec(MACHINE.reason ?? '')?.[0] ?? MACHINE.reason
const REASON = `not in the ${MACHINE.tier} tier of this machine (${FAULT})`

type Skips = Pick<TestContext, 'skip'>

/** For what is about packets, or needs a network of its own. */
export function ownNetwork(context: Skips): void {
  context.skip(!NAMESPACES, REASON)
}

/** For what is about containment: attacks, forged verdicts, nothing left behind. */
export function fullTier(context: Skips): void {
  context.skip(!FULL, REASON)
}

export function bubblewrap(context: Skips): void {
  context.skip(!MACHINE.bubblewrap, 'bubblewrap is not installed')
}

/** For what only root can set up. */
export function rootUser(context: Skips): void {
  context.skip(!ROOT_USER, 'only root can become another user')
}
