/** Programs and submissions that readers write: some right, most not. */
import type { LoadedExercise } from '../../src/course/load.ts'

/** Programs of a lab that end badly, or not at all. */
export const BAD_PROGRAMS = {
  throws: `throw new Error('on purpose')\n`,
  exits: `console.log('going')\nprocess.exit(3)\n`,
  aborts: `process.abort()\n`,
  refused: `import { nothing } from './no-such-file.ts'\nnothing()\n`,
  loops: `console.log('looping')\nfor (;;) {}\n`,
  hoards: `const kept: Buffer[] = []\nsetInterval(() => kept.push(Buffer.alloc(16 << 20, 1)), 5)\n`,
  floods: `setInterval(() => console.log('x'.repeat(60_000)), 1)\n`,
  orphans: `import { spawn } from 'node:child_process'
for (let n = 0; n < 3; n++) spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref()
console.log('three left behind')
`,
} as const

export const SORTS = ['right', 'wrong', 'crashing', 'hanging'] as const
export type Sort = (typeof SORTS)[number]

/** The text of an exercise's file as somebody hands it in. */
export function submission({ starter, solution }: LoadedExercise, file: string, sort: Sort): string {
  switch (sort) {
    case 'right':
      return solution[file]!
    case 'wrong':
      return starter[file]!
    case 'crashing':
      return `${solution[file]}\nprocess.exit(7)\n`
    case 'hanging':
      return `${solution[file]}\nfor (;;) {}\n`
    default:
      return sort satisfies never
  }
}
