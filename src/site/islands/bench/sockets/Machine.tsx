/** TCP's states as a picture: both ends' ways drawn through it, the states of the moment filled and named. */
import { useId } from 'preact/hooks'
import { EDGES, MACHINE_SIZE, PLACES, RARE } from './machine.ts'
import { type Paths, type Side, stateAt, TCP_STATES, type TcpState, takenUpTo } from './tcp-states.ts'
import type { SocketWords } from './words.ts'

type Props = {
  paths: Paths
  /** Up to this packet; null: all of them. */
  n: number | null
  now: Record<Side, TcpState>
  chosen: Side | null
  words: SocketWords
}

const SIDES = ['client', 'server'] as const

export function Machine({ paths, n, now, chosen, words }: Props) {
  const { width, height } = MACHINE_SIZE
  const marker = useId().replaceAll(/\W/g, '')
  const taken = { client: takenUpTo(paths.client, n), server: takenUpTo(paths.server, n) }
  // What only time or the kernel's table tells: the step to the state it is in now.
  for (const side of SIDES) {
    const told = stateAt(paths[side], n)
    if (told !== now[side]) taken[side].add(`${told}>${now[side]}`)
  }
  const ways = SIDES.map((side) => {
    const states = [
      paths[side].start,
      ...paths[side].steps.filter((step) => n === null || step.n <= n).map(({ to }) => to),
    ]
    if (states.at(-1) !== now[side]) states.push(now[side])
    return `${words.inState(side, now[side])} ${words.wentBy(side, states.join(', '))}`
  })
  return (
    <svg
      class="machine"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${words.machine}. ${ways.join(' ')}`}
    >
      <defs>
        {['idle', 'went'].map((kind) => (
          <marker
            key={kind}
            id={`${marker}${kind}`}
            class={kind}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 .5l7 3.5-7 3.5z" />
          </marker>
        ))}
      </defs>
      {Object.entries({ ...EDGES, ...RARE }).map(([name, d]) => {
        const side = SIDES.find((one) => taken[one].has(name))
        if (!side && name in RARE) return null
        const both = SIDES.every((one) => taken[one].has(name))
        return (
          <path
            key={name}
            class={`edge ${side ?? ''} ${both ? 'both' : ''}`}
            d={d}
            marker-end={`url(#${marker}${side ? 'went' : 'idle'})`}
          />
        )
      })}
      {TCP_STATES.map((state) => {
        const sides = SIDES.filter((side) => now[side] === state)
        return (
          <Box
            key={state}
            state={state}
            sides={sides}
            chosen={chosen !== null && sides.includes(chosen)}
            words={words}
          />
        )
      })}
    </svg>
  )
}

type BoxProps = { state: TcpState; sides: Side[]; chosen: boolean; words: SocketWords }

function Box({ state, sides, chosen, words }: BoxProps) {
  const [x, y] = PLACES[state]
  const { width, height } = MACHINE_SIZE.box
  const place = { x: x - width / 2, y: y - height / 2, width, height, rx: 3 }
  return (
    <g class={`state ${sides.length > 0 ? 'now' : ''} ${chosen ? 'chosen' : ''}`}>
      {chosen && <rect class="ring" x={place.x - 4} y={place.y - 4} width={width + 8} height={height + 8} rx={5} />}
      <rect {...place} />
      <text x={x} y={sides.length > 0 ? y - 1 : y + 4}>
        {state}
      </text>
      {sides.length > 0 && (
        <text class="who" x={x} y={y + 10}>
          {sides.map((side) => words.side[side]).join(' · ')}
        </text>
      )}
    </g>
  )
}
