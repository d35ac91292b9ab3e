/** The strongest sandbox that this machine allows, found by trying. */
import type { Tier } from '../../protocol/lab.ts'
import { toldOf } from '../words/index.ts'
import { SandboxError } from './error.ts'
import { NetdSandbox } from './netd/client.ts'
import { PlainSandbox } from './plain/sandbox.ts'
import type { Sandbox } from './types.ts'

export type OpenOptions = {
  /** This tier and no other; rejects where it cannot be had. */
  force?: Tier
  /** Contains programs by util-linux alone although bubblewrap is installed. */
  withoutBubblewrap?: boolean
}

/** Faults that a machine without namespaces shows; any other is worth failing for. */
const REFUSED = new Set<string>([
  'SANDBOX_NOT_LINUX',
  'SANDBOX_NO_UNSHARE',
  'SANDBOX_NO_USERNS',
  'SANDBOX_NO_NETNS',
  'SANDBOX_NO_CONTAINMENT',
  'SANDBOX_START_FAILED',
  'SANDBOX_SYSTEM',
])

/** Rejects with a SandboxError when the forced tier cannot be had, and with SANDBOX_UNREADABLE, which a command mends. */
export async function openSandbox({ force, withoutBubblewrap }: OpenOptions = {}): Promise<Sandbox> {
  if (force === 'reduced') return new PlainSandbox([['reducedAsked']])
  try {
    const containments = force === 'basic' ? (['bare'] as const) : undefined
    const sandbox = await NetdSandbox.open({ withoutBubblewrap, containments: containments && [...containments] })
    if (force === undefined || sandbox.tier === force) return sandbox
    const { reason, tier } = sandbox
    await sandbox.close()
    throw new SandboxError('SANDBOX_NO_CONTAINMENT', `the ${force} tier was asked for, but this is ${tier}. ${reason}`)
  } catch (error) {
    const fault = SandboxError.from(error)
    if (force !== undefined || !REFUSED.has(fault.code)) throw fault
    return new PlainSandbox([['noNetwork', fault.code], toldOf(fault), ['plainProgramsHere']])
  }
}
