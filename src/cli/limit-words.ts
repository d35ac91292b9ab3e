import type { LimitName } from '../protocol/lab.ts'

/** Each limit as a learner knows it: `stopped at its memory limit`. */
export const LIMIT_WORDS: Record<LimitName, string> = {
  output: 'its output limit',
  memory: 'its memory limit',
  cpu: 'its CPU time limit',
  wall: 'its time limit',
  packets: 'its packet limit',
  processes: 'its limit on processes and threads',
  descriptors: 'its limit on open files and sockets',
  file: 'its file size limit',
  disk: 'its disk space limit',
}
