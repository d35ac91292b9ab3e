/** Numbers for Prometheus. None of them names a person, a class, an exercise or an address. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Grader, Verdict } from '../../grader/types.ts'

/** What is read when a scraper asks. Null: not known yet. */
export type Gauges = {
  sessions(): number
  labs(): number
  connections(): number
  queue(): Promise<number>
  slots(): Promise<number>
  databaseMs(): Promise<number>
}

export type Metrics = {
  readonly contentType: string
  request(method: string, route: string, status: number, seconds: number): void
  graded(verdict: Verdict['verdict'] | 'abandoned', seconds: number): void
  /** From then on the gauges are told. */
  watch(gauges: Gauges): void
  text(): Promise<string>
}

export function openMetrics(): Metrics {
  const registers = [new Registry()]
  const registry = registers[0]!
  // Memory, processor time, descriptors, garbage collection and the event loop's delay.
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'wirebook_http_requests_total',
    help: 'Requests answered, by the route they took.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const took = new Histogram({
    name: 'wirebook_http_request_seconds',
    help: 'Time until the answer was sent, by route.',
    labelNames: ['route'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  const gradings = new Counter({
    name: 'wirebook_gradings_total',
    help: 'Gradings of this process by their verdict; abandoned: handed back, or failed.',
    labelNames: ['verdict'],
    registers,
  })
  const gradingTook = new Histogram({
    name: 'wirebook_grading_seconds',
    help: 'How long gradings of this process took.',
    labelNames: ['verdict'],
    buckets: [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64],
    registers,
  })
  return {
    contentType: registry.contentType,
    request(method, route, status, seconds) {
      requests.inc({ method, route, status })
      took.observe({ route }, seconds)
    },
    graded(verdict, seconds) {
      gradings.inc({ verdict })
      gradingTook.observe({ verdict }, seconds)
    },
    watch(gauges) {
      for (const { name, help, read } of gaugesOf(gauges)) {
        new Gauge({
          name,
          help,
          registers,
          async collect() {
            // A database that is away must not take the other numbers with it.
            await Promise.resolve(read()).then(
              (value) => this.set(value),
              () => this.set(Number.NaN),
            )
          },
        })
      }
    },
    text: () => registry.metrics(),
  }
}

function gaugesOf(gauges: Gauges): { name: string; help: string; read(): number | Promise<number> }[] {
  return [
    { name: 'wirebook_sessions', help: 'Lessons open in this process.', read: () => gauges.sessions() },
    { name: 'wirebook_labs', help: 'Labs running in this process.', read: () => gauges.labs() },
    { name: 'wirebook_connections', help: 'WebSockets of lesson pages.', read: () => gauges.connections() },
    {
      name: 'wirebook_queue_depth',
      help: 'Gradings waiting or under way, of all processes.',
      read: () => gauges.queue(),
    },
    { name: 'wirebook_grading_slots', help: 'Slots of all workers alive.', read: () => gauges.slots() },
    {
      name: 'wirebook_database_seconds',
      help: 'Time of a smallest query, taken when asked.',
      read: async () => (await gauges.databaseMs()) / 1_000,
    },
  ]
}

/** Counts what a grader does. */
export function metered(grader: Grader, metrics: Metrics): Grader {
  return {
    async grade(request, signal) {
      const began = performance.now()
      let verdict: Verdict['verdict'] | 'abandoned' = 'abandoned'
      try {
        const graded = await grader.grade(request, signal)
        verdict = graded.verdict
        return graded
      } finally {
        metrics.graded(verdict, (performance.now() - began) / 1_000)
      }
    },
    close: () => grader.close(),
  }
}
