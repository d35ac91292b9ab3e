/** Processes that a user's own command left behind in a lab's network: whoever is still in it when the lab is closed. */
import { readdirSync, readlinkSync, statSync } from 'node:fs'
import type { Host } from '../sandbox/types.ts'

/** To be taken while the network is open; `end` is for when it is closed, and everything of the lab's own with it. */
export function leftovers(hosts: readonly Pick<Host, 'netns'>[]): { end(): number } {
  const namespaces = new Set(hosts.flatMap(({ netns }) => (netns === null ? [] : [`net:[${statSync(netns).ino}]`])))
  return {
    /** Kills them; gives their number. */
    end() {
      if (namespaces.size === 0) return 0
      const left = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && namespaces.has(networkOf(pid)))
      for (const pid of left) kill(Number(pid))
      return left.length
    },
  }
}

/** `net:[4026531840]`; empty where one may not look, which is nobody of ours, or the process has gone. */
function networkOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return ''
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has gone by itself.
  }
}
