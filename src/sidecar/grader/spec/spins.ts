/**
 * Whether the learner's program computes without a pause, so that its event loop is blocked: its main thread is ready to
 * run, and a while later it still is and has not once given the processor up by itself. Told by the kernel
 * (proc_pid_stat(5), proc_pid_status(5)); a program that waits for anything at all, even for a moment, does not spin.
 */
import { readFileSync } from 'node:fs'
import { mainProcess } from './doing.ts'

const LOOK_MS = 150

/** False where that cannot be seen. */
export async function spins(): Promise<boolean> {
  const pid = mainProcess()
  const before = pid === null ? null : pausesOfReady(pid)
  if (pid === null || before === null) return false
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  return pausesOfReady(pid) === before
}

/** How often a thread that runs or is ready to has given the processor up by itself; null when it is not ready. */
function pausesOfReady(pid: number): string | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1')
    const ready = /^State:\s+R/m.test(status)
    return ready ? (/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? null) : null
  } catch {
    return null
  }
}
