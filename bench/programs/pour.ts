// Says `ready`; then for the first line that it reads as many bytes as the line says.
import { once } from 'node:events'

const CHUNK = Buffer.alloc(16_384, 'x')
process.stdout.write('ready\n')
const [line] = (await once(process.stdin, 'data')) as [Buffer]
for (let left = Number(line.toString()); left > 0; left -= CHUNK.length) {
  if (!process.stdout.write(CHUNK.subarray(0, left))) await once(process.stdout, 'drain')
}
