/** The picture of TCP's states for one connection: that of the chosen socket, otherwise that of the selected packet. */
import { useId, useMemo } from 'preact/hooks'
import type { Flow } from '../../../../wire/types.ts'
import type { TraceRow } from '../trace.ts'
import { useCalm } from '../wire/calm.ts'
import type { View } from '../wire/view.ts'
import type { NetworkLook } from './look.ts'
import { Machine } from './Machine.tsx'
import { type ShownSocket, timerLeft } from './table.ts'
import { type Paths, type Side, type Step, stateAt, statePaths, type TcpState, tcpState } from './tcp-states.ts'
import type { SocketWords } from './words.ts'

type Props = { view: View; look: NetworkLook; socket: ShownSocket | null; elapsed: number; words: SocketWords }

const SIDES: Side[] = ['client', 'server']

export function Connection({ view, look, socket, elapsed, words }: Props) {
  const flow = flowOf(view, socket)
  const title = useId()
  const rows = useCalmRows(view)
  const paths = useMemo(() => pathsOf(rows, flow, socket), [rows, flow, flow ? null : socket?.state])
  if (!flow && socket === null) return <p class="empty">{words.noConnection}</p>
  const n = view.selected.value
  const chosen = socket && flow ? sideOf(socket, flow) : null
  const now = statesNow(paths, n, flow, { look, socket, elapsed })
  return (
    <section class="mach" aria-labelledby={title}>
      <h5 id={title}>
        {words.machine}{' '}
        <small>
          {flow && words.ofConnection(flow.client, flow.server)} {n === null ? words.latest : words.asOf(n)}
        </small>
      </h5>
      <p class="key" aria-hidden="true">
        {SIDES.map((side) => (
          <span key={side}>
            <svg viewBox="0 0 34 10" aria-hidden="true">
              <path class={`edge ${side}`} d="M0 5h34" />
            </svg>
            {words.path[side]}
          </span>
        ))}
        <span>
          <i class="now" />
          {words.nowKey}
        </span>
      </p>
      <Machine paths={paths} n={n} now={now} chosen={chosen} words={words} />
      <details>
        <summary>{words.steps}</summary>
        <div class="ways">
          {SIDES.map((side) => (
            <Way key={side} title={words.path[side]} path={paths[side]} now={now[side]} view={view} words={words} />
          ))}
        </div>
      </details>
    </section>
  )
}

type WayProps = { title: string; path: Paths[Side]; now: TcpState; view: View; words: SocketWords }

/** The way in words: each step a button that selects its packet. */
function Way({ title, path, now, view, words }: WayProps) {
  const last = stateAt(path, null)
  return (
    <div>
      <h6>{title}</h6>
      <ol>
        <li>
          <b>{path.start}</b>
        </li>
        {path.steps.map((step: Step) => (
          <li key={`${step.n} ${step.to}`}>
            <button type="button" aria-pressed={view.selected.value === step.n} onClick={() => view.select(step.n)}>
              <b>{step.to}</b> <small>{`${words.did[step.did](step.what)}, ${words.packet(step.n)}`}</small>
            </button>
          </li>
        ))}
        {view.selected.value === null && last !== now && (
          <li>
            <b>{now}</b> {last === 'TIME_WAIT' && <small>{words.timeUp}</small>}
          </li>
        )}
      </ol>
    </div>
  )
}

function flowOf(view: View, socket: ShownSocket | null): Flow | null {
  const flows = view.flows.value.filter(({ protocol }) => protocol === 'tcp')
  const ofPacket = view.row.value?.flow
  if (!socket) return (ofPacket?.protocol === 'tcp' ? ofPacket : flows[0]) ?? null
  // Of a port that was used again the latest connection is meant; a listening socket has those that came to it.
  const own = flows.findLast((flow) => sideOf(socket, flow) !== null)
  return (
    own ??
    flows.findLast((flow) => socket.acceptLimit !== undefined && portOf(flow.server) === portOf(socket.local)) ??
    null
  )
}

function sideOf({ local, remote }: ShownSocket, { client, server }: Flow): Side | null {
  const same = (a: string, b: string) => plain(a) === plain(b)
  if (same(local, client) && same(remote, server)) return 'client'
  return same(local, server) && same(remote, client) ? 'server' : null
}

/** An IPv4 address that an IPv6 socket took in is shown as `[::ffff:127.0.0.1]:9999`. */
function plain(end: string): string {
  return end.replace(/^\[::ffff:([\d.]+)\]/i, '$1')
}

function portOf(end: string): string {
  return end.slice(end.lastIndexOf(':'))
}

/** While so many packets and more come in, each would have the whole way worked out anew. */
const MANY = 150

/** All rows; of a long run that goes on now and then, unless a packet is chosen. */
function useCalmRows({ all, selected, bench: { store } }: View): readonly TraceRow[] {
  return useCalm(
    () => all.value,
    (shown, now) =>
      store.live &&
      !store.settled &&
      selected.value === null &&
      shown.length > 0 &&
      now.length >= MANY &&
      isSameRun(shown, now),
  )
}

function isSameRun(shown: readonly TraceRow[], now: readonly TraceRow[]): boolean {
  return shown[0] === now[0]
}

function pathsOf(all: readonly TraceRow[], flow: Flow | null, socket: ShownSocket | null): Paths {
  const rows = flow
    ? all.filter((row) => row.flow === flow && row.segment !== null && !row.replaced && !row.further)
    : []
  const paths = statePaths(
    rows.flatMap(({ n, at, arrived, dropped, segment }) => (segment ? [{ ...segment, n, at, arrived, dropped }] : [])),
  )
  const state = socket && tcpState(socket.state)
  if (flow || !state) return paths
  // No packet of it was seen: what the kernel says is all there is to tell.
  return { client: { start: state === 'LISTEN' ? 'CLOSED' : state, steps: [] }, server: { start: state, steps: [] } }
}

type Seen = { look: NetworkLook; socket: ShownSocket | null; elapsed: number }

/** By the packets up to the selected one; at the latest moment the kernel's word counts, and TIME_WAIT runs out. */
function statesNow(
  paths: Paths,
  n: number | null,
  flow: Flow | null,
  { look, socket, elapsed }: Seen,
): Record<Side, TcpState> {
  const now = { client: stateAt(paths.client, n), server: stateAt(paths.server, n) }
  const sockets = look.sockets.value
  if (n !== null || !flow || sockets === null) return now
  if (socket?.acceptLimit !== undefined && !socket.gone) return { ...now, server: 'LISTEN' }
  for (const side of SIDES) {
    if (now[side] !== 'TIME_WAIT') continue
    const own = sockets.find((one) => one.protocol === 'tcp' && !one.gone && sideOf(one, flow) === side)
    if (own?.timer && timerLeft(own, elapsed) === null) now[side] = 'CLOSED'
  }
  return now
}
