/** Byte offsets at which writes and reads begin and end. */
import type { Stream } from '../../streams.ts'

export function Axis({ stream }: { stream: Stream }) {
  const edges = new Set([0, stream.length])
  for (const { from, to } of [...stream.writes, ...stream.reads]) edges.add(from).add(to)
  // Figures that would touch each other are left out; the ends always stand.
  const room = stream.length / 24
  const ticks = [...edges].sort((a, b) => a - b)
  const shown = ticks.filter(
    (tick, index) =>
      index === 0 || tick === stream.length || (tick - ticks[index - 1]! >= room && stream.length - tick >= room),
  )
  return (
    <div class="lane ax" aria-hidden="true">
      {shown.map((tick) => (
        <span key={tick} class="tick" style={{ left: `${(tick / stream.length) * 100}%` }}>
          {tick}
        </span>
      ))}
    </div>
  )
}
