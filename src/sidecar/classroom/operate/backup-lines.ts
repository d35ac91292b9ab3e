/** A backup's text as rows (backup-format.ts). Whoever restores one may have it from anywhere. */
import { BackupError } from './backup-error.ts'
import { RowLine, Trailer } from './backup-format.ts'

/** Longest line, bytes: a row holds at most some texts of a learner. A small file may unpack to one without end. */
export const BACKUP_LINE_BYTES = 256 << 20

const NEWLINE = 0x0a

/** Each line's JSON. Throws BackupError BACKUP_CUT for what is none, is too long, or cannot be unpacked. */
export async function* backupLines(
  source: AsyncIterable<Uint8Array>,
  file: string,
  longest = BACKUP_LINE_BYTES,
): AsyncGenerator<unknown, void> {
  let parts: Uint8Array[] = []
  let bytes = 0
  const line = (): unknown => {
    const text = Buffer.concat(parts).toString('utf8')
    parts = []
    bytes = 0
    return JSON.parse(text)
  }
  try {
    for await (const chunk of source) {
      let from = 0
      for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
        parts.push(chunk.subarray(from, to))
        from = to + 1
        yield line()
      }
      parts.push(chunk.subarray(from))
      bytes += chunk.length - from
      if (bytes > longest) throw new Error(`a line of more than ${longest} bytes`)
    }
    if (bytes > 0) yield line()
  } catch (error) {
    throw new BackupError('BACKUP_CUT', ['backupCut', file], { cause: error })
  }
}

/** Row after row of the lines behind the first; the trailer's counts at the end. Throws BackupError. */
export async function* backupRows(
  lines: AsyncIterable<unknown>,
  file: string,
): AsyncGenerator<RowLine, Record<string, number>> {
  let head = true
  for await (const line of lines) {
    if (head) {
      head = false
      continue
    }
    const end = Trailer.safeParse(line)
    if (end.success) return end.data.rows
    const row = RowLine.safeParse(line)
    if (!row.success) throw new BackupError('BACKUP_FOREIGN', ['backupForeign', file])
    yield row.data
  }
  throw new BackupError('BACKUP_CUT', ['backupCut', file])
}
