/** Faults of the sandbox itself. What a learner's program does is never one of them. */
import { en, type SidecarSentence, type Told, told } from '../words/index.ts'

export type SandboxErrorCode =
  /** Not Linux: there are no namespaces. */
  | 'SANDBOX_NOT_LINUX'
  /** `unshare` (util-linux) is not installed. */
  | 'SANDBOX_NO_UNSHARE'
  /** A user namespace was refused. */
  | 'SANDBOX_NO_USERNS'
  /** A network namespace was refused although a user namespace was not. */
  | 'SANDBOX_NO_NETNS'
  /** The unprivileged user that a root sidecar drops to cannot read the files it needs. */
  | 'SANDBOX_UNREADABLE'
  /** No way of containing a program works inside the namespaces. */
  | 'SANDBOX_NO_CONTAINMENT'
  /** A contained program could not be started. */
  | 'SANDBOX_START_FAILED'
  /** The helper process ended while something was asked of it. */
  | 'SANDBOX_HELPER_GONE'
  /** The network, or the sandbox, was closed before. */
  | 'SANDBOX_CLOSED'
  /** The caller named a host, file or endpoint that does not exist or may not be used. */
  | 'SANDBOX_BAD_REQUEST'
  /** The system calls of a program cannot be followed here. */
  | 'SANDBOX_NO_TRACE'
  /** A system call failed that works where the self-test passed. */
  | 'SANDBOX_SYSTEM'

/** `message` opens with the code and ends with the next step where there is one. */
export class SandboxError extends Error implements Told {
  override name = 'SandboxError'
  readonly code: SandboxErrorCode
  readonly told: SidecarSentence | null

  /** `what`: a sentence, or what only a fault of ours brings about, and the system's own words, in English. */
  constructor(code: SandboxErrorCode, what: string | SidecarSentence, options?: ErrorOptions) {
    super(`${code}: ${typeof what === 'string' ? what : told(en, what)}`, options)
    this.code = code
    this.told = typeof what === 'string' ? null : what
  }

  /** Keeps the class and code of one of ours; anything else becomes SANDBOX_SYSTEM. */
  static from(error: unknown): SandboxError {
    if (error instanceof SandboxError) return error
    return new SandboxError('SANDBOX_SYSTEM', error instanceof Error ? error.message : String(error), { cause: error })
  }
}
