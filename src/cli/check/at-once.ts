/** How many gradings a check makes at the same time when nobody says. Pure: processors come in as a number. */

/** A grading of a program waits most of its time: for pauses that are asked for, deadlines, silences. */
const FOR_A_PROCESSOR = 4
/** Beyond these the one grader has no more to give, and each slot takes memory. */
const MOST = 16

export function gradingsAtOnce(processors: number): number {
  return Math.min(MOST, FOR_A_PROCESSOR * Math.max(1, processors))
}
