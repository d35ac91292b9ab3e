/** One packet as a line: hue and sign say its kind, slant and arrival say a slow wire, a cross midway says it was lost. */
import type { ArrowKind } from '../trace.ts'

const HEADS: Record<ArrowKind, { d: string; open?: boolean }> = {
  syn: { d: 'M0 1l12 5-12 5z' },
  data: { d: 'M0 0l12 6-12 6z' },
  ack: { d: 'M3 1l9 5-9 5', open: true },
  fin: { d: 'M0 1l12 5-12 5z' },
  rst: { d: 'M3 1l9 10M12 1L3 11', open: true },
  rtx: { d: 'M0 1l12 5-12 5z' },
  udp: { d: 'M2 6l5-4.5 5 4.5-5 4.5z' },
  ctl: { d: 'M4 2h8v8H4z' },
}

/** `replaced`: it ends midway, where others go on in its place. */
type Props = { kind: ArrowKind; fromClient: boolean; dropped: boolean; replaced: boolean }

export function Arrow({ kind, fromClient, dropped, replaced }: Props) {
  const head = HEADS[kind]
  const [tail, tip] = fromClient ? [0, 100] : [100, 0]
  const end = dropped || replaced ? { x: 50, y: 6 } : { x: tip, y: 11 }
  return (
    <>
      <svg class="arw" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <line x1={tail} y1={1} x2={end.x} y2={end.y} pathLength={100} />
      </svg>
      {dropped ? (
        <svg class="gone" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M1 1l10 10M11 1L1 11" />
        </svg>
      ) : replaced ? null : (
        <svg class={head.open ? 'hd open' : 'hd'} viewBox="0 0 12 12" aria-hidden="true">
          <path d={head.d} />
        </svg>
      )}
      <Tail kind={kind} />
    </>
  )
}

function Tail({ kind }: { kind: ArrowKind }) {
  if (kind === 'syn')
    return (
      <svg class="tl" viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="3.6" />
      </svg>
    )
  if (kind === 'fin')
    return (
      <svg class="tl" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M6 0v12" />
      </svg>
    )
  if (kind === 'rtx')
    return (
      <svg class="tl" viewBox="0 0 12 12" aria-hidden="true">
        <path d="M9.5 4A4 4 0 1 0 10 7M10 1.5V4.5H7" />
      </svg>
    )
  return null
}
