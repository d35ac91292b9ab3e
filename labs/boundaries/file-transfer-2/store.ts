// The content goes into a file of another name. It gets its own when it is complete, or it is deleted.
import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Header, Refusal } from './header.ts'
import type { Reader } from './reader.ts'

/** `arrived` is told how many bytes are stored so far; the next are not read before it has resolved. */
export async function store(
  reader: Reader,
  { filename, filesize, sha256 }: Header,
  folder: string,
  arrived: (bytes: number) => Promise<void> | void,
): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}.part`) // no name of a stranger begins with a dot
  try {
    const file = await open(temporary, 'wx')
    try {
      const hash = createHash('sha256')
      for (let have = 0; have < filesize; ) {
        const part = await reader.upTo(filesize - have) // what comes after is the next header
        await file.appendFile(part)
        hash.update(part)
        have += part.length
        await arrived(have)
      }
      if (sha256 !== undefined && hash.digest('hex') !== sha256) throw new Refusal('bad-hash')
    } finally {
      await file.close()
    }
    await rename(temporary, join(folder, filename))
  } catch (error) {
    await rm(temporary, { force: true })
    const ours = error instanceof Error && 'syscall' in error && 'path' in error // the disk, not the connection
    throw ours ? new Refusal('io') : error
  }
}
