import type { ClassroomServing } from '../sidecar/classroom/home.ts'
import type { LogFormat } from '../sidecar/classroom/log.ts'
import { serve } from '../sidecar/serve.ts'
import { UsageError } from './exit.ts'
import { missingHere } from './missing.ts'
import { type SchoolFlags, schoolOf } from './school.ts'
import type { Voice } from './words/index.ts'

export type ServeCommand = SchoolFlags & {
  port: number
  host: string
  data?: string
  classroom?: string
  origin?: string
  proxy: string[]
  slots?: number
  logFormat?: LogFormat
  scraper: string[]
  drain?: number
  backups?: string
}

/** Serves until SIGINT or SIGTERM. Throws UsageError OPTION_CONFLICT. */
export async function serveCommand(options: ServeCommand, voice: Voice): Promise<void> {
  const { port, host, data } = options
  const classroom = classroomOf(options, voice)
  await serve({
    port,
    host,
    words: voice.below,
    ...(data !== undefined && { data }),
    ...(classroom !== undefined && { classroom }),
  })
}

function classroomOf(options: ServeCommand, voice: Voice): ClassroomServing | undefined {
  const { classroom, data, origin, proxy, slots, logFormat, scraper, drain, backups } = options
  const school = schoolOf(options)
  if (classroom === undefined) {
    const alone = Object.entries({ origin, slots, 'log-format': logFormat, drain, backups }).find(
      ([, value]) => value !== undefined,
    )
    const listed = Object.entries({ proxy, scraper }).find(([, values]) => values.length > 0)
    const given = alone?.[0] ?? listed?.[0]
    if (given !== undefined) throw new UsageError('OPTION_CONFLICT', ['onlyWith', `--${given}`, '--classroom'])
    return undefined
  }
  if (data !== undefined) throw new UsageError('OPTION_CONFLICT', ['notWith', '--data', '--classroom'])
  const token = process.env.WIREBOOK_METRICS_TOKEN
  const missing = () => missingHere(voice)
  return {
    where: classroom,
    proxies: proxy,
    scrapers: scraper,
    missing,
    ...(origin !== undefined && { origin }),
    ...(slots !== undefined && { slots }),
    ...(school !== undefined && { school }),
    ...(logFormat !== undefined && { logFormat }),
    ...(drain !== undefined && { drainMs: drain * 1_000 }),
    ...(backups !== undefined && { backups }),
    // Not an option: a command line can be read by everybody on the machine.
    ...(token !== undefined && token !== '' && { metricsToken: token }),
  }
}
