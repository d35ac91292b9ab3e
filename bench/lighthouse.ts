/** What Lighthouse makes of the home page and a lesson on a telephone, as `wirebook serve` serves them. */
import { createServer } from 'node:net'
import type { Claim, Measured, Result } from './support/claim.ts'
import { type Reader, reading } from './support/lesson.ts'
import { rounds } from './support/rounds.ts'

const ROUNDS = { atMost: 3, withinMs: 90_000 }
const PAGES = ['en/', 'en/tcp/handshake/']
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const

type Category = (typeof CATEGORIES)[number]
type Audit = { id: string; score: number | null; title: string; displayValue?: string }
/** The part of its report that is read here; scores are 0 to 1. */
type Report = {
  categories: Record<Category, { score: number | null; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, Audit>
}
type Lighthouse = (url: string, flags: object) => Promise<{ lhr: Report } | undefined>

export const claim: Claim = {
  title: 'Lighthouse for a telephone: the home page and a lesson',
  target: 'at least 98 of 100 in all four categories',
  named: true,
  longestMs: 600_000,
  measure: async () => {
    const port = await freePort()
    return reading((site) => measure(site, port), [`--remote-debugging-port=${port}`])
  },
}

async function measure(site: Reader, port: number): Promise<Result> {
  // Its package has types for parts of it alone.
  const { default: lighthouse } = (await import('lighthouse' as string)) as { default: Lighthouse }
  const measured: Measured[] = []
  const found = new Set<string>()
  for (const page of PAGES) {
    const reports: Report[] = []
    for (const _ of rounds(ROUNDS)) {
      const result = await lighthouse(site.url + page, { port, logLevel: 'error', onlyCategories: [...CATEGORIES] })
      if (!result) throw new Error(`no report on ${page}`)
      reports.push(result.lhr)
    }
    for (const category of CATEGORIES) {
      const values = reports.map(({ categories }) => Math.round((categories[category].score ?? 0) * 100))
      measured.push({ what: `/${page} · ${category}`, unit: 'of 100', values, goal: { of: 'median', limit: 98 } })
    }
    for (const report of reports) for (const fault of faultsOf(report)) found.add(`/${page}: ${fault}`)
  }
  return { measured, notes: [...found, 'scores of performance depend on how busy the machine is'] }
}

/** Whatever cost a point. */
function faultsOf({ categories, audits }: Report): string[] {
  return CATEGORIES.flatMap((category) =>
    categories[category].auditRefs.flatMap(({ id, weight }) => {
      const audit = audits[id]
      if (!audit || weight === 0 || audit.score === null || audit.score >= 0.9) return []
      return [[category, id, audit.displayValue].filter(Boolean).join(' · ')]
    }),
  )
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}
