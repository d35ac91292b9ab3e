/** The table of limits in words, each with its unit. Pure. */
import { BATCH_WALL_SECONDS, type Limits, MAX_WALL_SECONDS } from '../../sidecar/limits.ts'

const WORDS: Record<keyof Limits, (value: number) => string> = {
  processes: (value) => `${value} processes and threads`,
  descriptors: (value) => `${value} open files and sockets`,
  heapMiB: (value) => `${value} MiB of JavaScript heap`,
  memoryMiB: (value) => `${value} MiB of memory`,
  dataMiB: (value) => `${value} MiB of data segment, most of which Node reserves and never uses`,
  fileMiB: (value) => `${value} MiB a file, and in /tmp`,
  outputBytes: (value) => `${value} bytes of output; the rest is cut and the program stopped`,
  cpuSeconds: (value) => `${value} s of CPU time`,
  wallSeconds: (value) =>
    value > 0
      ? `${value} s by the clock`
      : `no limit by the clock while a page is open; run, record and grade have ${BATCH_WALL_SECONDS} s, a lab may ask for up to ${MAX_WALL_SECONDS} s`,
  packets: (value) => `${value} packets kept of a run; later ones are counted`,
}

export function limitLines(limits: Limits): string[] {
  return Object.entries(limits).map(([name, value]) => {
    const words = WORDS[name as keyof Limits] as ((value: number) => string) | undefined
    return `${name.padEnd(14)} ${words ? words(value) : value}`
  })
}
