/**
 * `npm run fuzz -- --inputs 1000000`: each parser under that many inputs, one after the other; exit 1 when one threw what is
 * not its own, took too long, or gave back something else than it was given. An input is found again by its seed and
 * number: `--only faults --seed 1 --from 4711 --inputs 1`.
 */
import { parseArgs } from 'node:util'
import { fuzz } from './target.ts'
import { TARGETS } from './targets/index.ts'

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    /** Names that contain this. */
    only: { type: 'string', default: '' },
    /** As a table of Markdown. */
    table: { type: 'boolean', default: false },
  },
})
const [inputs, seed, from] = [values.inputs, values.seed, values.from].map(Number) as [number, number, number]
const wanted = TARGETS.filter(({ name }) => name.includes(values.only))
if (wanted.length === 0 || ![inputs, seed, from].every(Number.isSafeInteger)) {
  console.error(`no such parser, or no number; there are: ${TARGETS.map(({ name }) => name).join(', ')}`)
  process.exit(64)
}
if (values.table) console.log('| parser | inputs | inputs/s | longest, ms |\n| --- | ---: | ---: | ---: |')
for (const one of wanted) {
  const { name, inputs: done, ms, longestMs, failures } = await fuzz(one, { inputs, seed, from })
  const cells = [name, `${done}`, `${Math.round((done / ms) * 1_000)}`, longestMs.toFixed(1)]
  console.log(values.table ? `| ${cells.join(' | ')} |` : cells.join('  '))
  for (const { number, why, input } of failures) {
    process.exitCode = 1
    console.error(`${name}, seed ${seed}, input ${number}: ${why}\n${input}\n`)
  }
}
