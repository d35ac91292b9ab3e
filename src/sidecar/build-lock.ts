/** One build at a time on this machine: a file that names its builder. One left by a builder that died is taken over. */
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const LOOK_EVERY_MS = 200
/** Whoever builds says so this often, however long it takes … */
const BEAT_MS = 30_000
/** … and one that was silent for so long is gone: its process number belongs to another by now. */
const STALE_AFTER_MS = 5 * 60_000

const ours = new Set<string>()

/** Resolves to the unlocking function when the lock is ours; calls `waiting` once if another has it. */
export async function lock(file: string, waiting: () => void): Promise<() => void> {
  for (let told = false; !take(file); ) {
    if (!builderLives(file)) rmSync(file, { force: true })
    else {
      if (!told) waiting()
      told = true
      await pause(LOOK_EVERY_MS)
    }
  }
  ours.add(file)
  const beating = setInterval(() => beat(file), BEAT_MS)
  beating.unref()
  return () => {
    clearInterval(beating)
    ours.delete(file)
    rmSync(file, { force: true })
  }
}

function beat(file: string): void {
  try {
    const now = new Date()
    utimesSync(file, now, now)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}`, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function builderLives(file: string): boolean {
  if (ours.has(file)) return true
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    if (pid === process.pid || Date.now() - statSync(file).mtimeMs > STALE_AFTER_MS) return false
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // another user's process, alive
  }
}
