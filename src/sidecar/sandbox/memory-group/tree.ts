/** Folders of a cgroup hierarchy. */
import { readdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'

/** A process that was killed leaves its group a little later: the first wait for that, doubled up to the last, ms. */
const FIRST_WAIT_MS = 1
const LAST_WAIT_MS = 1_024

/** Removes a group and those in it. False while a process is left in one. */
export function removed(folder: string): boolean {
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory() && !removed(join(folder, entry.name))) return false
    rmdirSync(folder)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
  return true
}

/** Removes it as soon as its processes have left. Whoever ends before that leaves it to the next start's sweeping. */
export async function remove(folder: string): Promise<void> {
  for (let wait = FIRST_WAIT_MS; !removed(folder) && wait <= LAST_WAIT_MS; wait *= 2)
    await new Promise((resolve) => setTimeout(resolve, wait))
}
