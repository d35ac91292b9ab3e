/** Bounds of the classroom's HTTP interface. Times in ms. */
import type { LimitName } from './route.ts'

export const HTTP_LIMITS = {
  /** Largest body of a route that names none, bytes. */
  bodyBytes: 64 << 10,
  /** From the first byte of a request's body to its last. */
  bodyWithinMs: 15_000,
  /** Of a body that is too large, so much and so long is let go by before the refusal. */
  discardBytes: 4 << 20,
  discardMs: 2_000,
  /** Characters of a path with its query. */
  path: 4_096,
  /** Characters of User-Agent that are passed on. */
  agent: 200,
}
export type HttpLimits = typeof HTTP_LIMITS

/** A token bucket: `burst` at once, then one each `refillMs`. */
export type Rate = { burst: number; refillMs: number }

/**
 * Calls of routes that anybody may call: by address, and all together. A whole class may stand behind one address and
 * join within a minute; so what is bounded tightly are failures (FAILURES), not calls.
 */
export const CALL_RATES: Record<LimitName, { address: Rate; all: Rate }> = {
  'sign-in': { address: { burst: 120, refillMs: 500 }, all: { burst: 600, refillMs: 50 } },
  join: { address: { burst: 120, refillMs: 500 }, all: { burst: 600, refillMs: 50 } },
  link: { address: { burst: 120, refillMs: 500 }, all: { burst: 600, refillMs: 50 } },
  health: { address: { burst: 120, refillMs: 100 }, all: { burst: 2_000, refillMs: 5 } },
  lti: { address: { burst: 240, refillMs: 100 }, all: { burst: 1_200, refillMs: 20 } },
}
export type CallRates = typeof CALL_RATES

/**
 * Wrong guesses. A code has 40 bits: at the rate of `all` somebody with as many addresses as they like needs decades for
 * one of a hundred codes that hold. Signing in is also bounded by the account that is guessed at.
 */
export const FAILURE_RATES = {
  join: { address: { burst: 20, refillMs: 30_000 }, all: { burst: 400, refillMs: 500 } },
  signIn: {
    address: { burst: 30, refillMs: 20_000 },
    account: { burst: 20, refillMs: 60_000 },
    all: { burst: 1_000, refillMs: 200 },
  },
  link: { address: { burst: 20, refillMs: 30_000 }, all: { burst: 400, refillMs: 500 } },
} satisfies Record<string, Record<string, Rate>>
