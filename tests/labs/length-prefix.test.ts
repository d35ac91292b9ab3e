import { expect, test } from 'vitest'
import { LABS, loadLab } from '../../src/course/load.ts'

const P5 = 'programs/p5-length-prefix'

test('the programs of the length prefix are the same in every lab that shows them', () => {
  const original = loadLab(P5).files
  for (const [id, names] of [
    ['boundaries/length-prefix-1', ['reader.ts', 'frames.ts', 'server.ts']],
    ['boundaries/length-prefix-2', ['reader.ts', 'frames.ts']],
    ['boundaries/length-prefix-3', ['reader.ts', 'frames.ts', 'server.ts']],
  ] as const)
    for (const name of names)
      expect(loadLab(id).files[name], `${LABS}/${id}/${name} differs from that of ${P5}`).toBe(original[name])
})
