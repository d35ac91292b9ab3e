/** Folders among the machine's temporary files, for where the launcher's own tmpfs is not to be had. */
import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = /^wirebook-(\d+)-/

/** A new folder of this process. Removes those that processes of ours left behind when they were killed. */
export function temporaryScratch(): string {
  sweep()
  return mkdtempSync(join(tmpdir(), `wirebook-${process.pid}-`))
}

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(NAME.exec(name)?.[1])
    const path = join(tmpdir(), name)
    if (Number.isNaN(pid) || isAlive(pid)) continue
    try {
      if (lstatSync(path).uid === process.getuid?.()) rmSync(path, { recursive: true, force: true })
    } catch {
      // Somebody else was quicker.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}
