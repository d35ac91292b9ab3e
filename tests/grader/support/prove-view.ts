/**
 * Entry of a child process: has the attack on the view graded, as whatever user and from whatever folder it was started,
 * while another learner's programs are graded beside it, and prints what it says of itself as JSON. Argument: `bubblewrap`
 * or `rootview`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openGrader } from '../../../src/sidecar/grader/grader.ts'
import { EXERCISES } from '../cases.ts'

const EXERCISE = 'sample/frames'
/** Leaves its mark where others might look, and stays as long as it may. */
const NEIGHBOUR = `import { writeFileSync } from 'node:fs'
for (const folder of ['/tmp', '/dev/shm']) writeFileSync(folder + '/neighbour', 'SECRET')
await new Promise(() => setInterval(() => {}, 1000))
`
const attack = readFileSync(join(import.meta.dirname, 'view-attack.ts'), 'utf8')

const grader = openGrader({ labs: EXERCISES, slots: 2, withoutBubblewrap: process.argv[2] === 'rootview' })
const tier = await grader.ready
let over = false
const neighbour = (async () => {
  const ends = new Set<string>()
  while (!over) {
    const { problem } = await grader.grade({ exercise: EXERCISE, files: { 'frames.ts': NEIGHBOUR }, locale: 'en' })
    ends.add(problem?.code ?? 'none')
  }
  return [...ends]
})()
const { verdict, printed, problem } = await grader.grade({
  exercise: EXERCISE,
  files: { 'frames.ts': attack },
  locale: 'en',
})
over = true
const ends = await neighbour
await grader.close()
const line = /^VIEW (.*)$/m.exec(printed)?.[1]
if (line === undefined) throw new Error(`it said nothing: ${verdict} ${problem?.message ?? ''} ${printed}`)
console.log(JSON.stringify({ tier, uid: process.getuid?.(), verdict, ends, report: JSON.parse(line) }))
