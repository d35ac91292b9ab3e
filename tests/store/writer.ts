/** Saves text after text into the store of the given folder and names each one that was acknowledged. */
import { writeSync } from 'node:fs'
import { openStore } from '../../src/sidecar/store/sqlite.ts'

const [folder, diesAfter] = process.argv.slice(2)
const store = openStore(folder!)
for (let n = 1; n <= 100_000; n += 1) {
  const { revision } = store.save({ kind: 'lab', id: 'tcp/one', file: 'a.ts' }, `text ${n} ${'x'.repeat(2_000)}`, 'tab')
  writeSync(1, `${revision}\n`)
  if (n === Number(diesAfter)) process.kill(process.pid, 'SIGKILL')
}
