/** Saves text after text into the store of a person at the given place, a folder or a URL, and names each one acknowledged. */
import { writeSync } from 'node:fs'
import { openFile, openServer } from '../../src/sidecar/database/database.ts'
import { openStore } from '../../src/sidecar/store/open.ts'

const [place, person, diesAfter] = process.argv.slice(2)
const database = place!.startsWith('postgres:') ? await openServer(place!) : await openFile(place!, 'wirebook.sqlite')
const store = openStore(database).of(person!)
const target = { kind: 'lab', id: 'tcp/one', file: 'a.ts' } as const
for (let n = 1; n <= 100_000; n += 1) {
  const { revision } = await store.save(target, `text ${n} ${'x'.repeat(2_000)}`, 'tab')
  writeSync(1, `${revision}\n`)
  if (n === Number(diesAfter)) process.kill(process.pid, 'SIGKILL')
}
