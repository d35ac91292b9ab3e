/** Exit codes of the command line. Their failure and ours never share a code. */
export const EXIT = {
  ok: 0,
  /** The program, submission or course failed: a result, not a fault of ours. */
  failed: 1,
  /** Our fault, or this machine cannot do it. */
  ours: 2,
  /** The command was used wrongly: unknown exercise, missing path (EX_USAGE of sysexits.h). */
  usage: 64,
  /** A command that a shell could not find. */
  notFound: 127,
  /** Ended by Ctrl-C: 128 and the number of SIGINT, as in a shell. */
  interrupted: 130,
} as const
