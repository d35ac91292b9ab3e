/**
 * Where a program is watched, a preload has left a reporter under this symbol before the module was loaded, and each
 * call on a socket is told to it twice: when it begins, so that the page can show a program blocked in it, and when
 * it returns. Nothing here may fail a program.
 */
export type CallBegin = { call: string; local?: string; remote?: string }
export type CallEnd = {
  local?: string
  remote?: string
  from?: number
  to?: number
  /** A whole message each: `from` and `to` say no more than its size. */
  datagram?: true
  result?: string
}
export type CallReporter = {
  /** Returns the number by which `end` names the call; 0 when nothing more of it is wanted. */
  begin(call: CallBegin): number
  end(id: number, outcome: CallEnd): void
}

export const REPORTER = Symbol.for('wirebook.calls')

export function reporter(): CallReporter | undefined {
  return (globalThis as { [REPORTER]?: CallReporter })[REPORTER]
}
