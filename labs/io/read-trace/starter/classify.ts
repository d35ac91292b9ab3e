/** One system call: when it began (s), its name, its descriptor, what came of it, and how long it took (s). */
export type Line = { t: number; call: string; fd: number; ret: number | string; dur: number }
export type Report = { model: 'blocking' | 'polling' | 'multiplexed' | 'unused'; waited: number; wasted: number }

/** Says of each socket in the trace, by its descriptor, how its program waited for it. */
export function classify(lines: Line[]): Record<number, Report> {
  const reports: Record<number, Report> = {}
  for (const { call, ret } of lines) {
    // TODO: accept4 makes sockets, too. Then note what is done with each.
    if (call === 'socket' && typeof ret === 'number') reports[ret] = { model: 'unused', waited: 0, wasted: 0 }
  }
  return reports
}
