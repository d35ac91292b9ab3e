/** Each socket the kernel holds for the lab's programs. A row of TCP can be chosen: the picture below shows its connection. */
import { Fragment } from 'preact'
import { gaugeOf, type ShownSocket, timerLeft } from './table.ts'
import type { SocketWords } from './words.ts'

type Props = {
  sockets: readonly ShownSocket[]
  /** ms since they were looked at. */
  elapsed: number
  chosen: string | null
  onChoose: (socket: ShownSocket) => void
  fileOf: (program: string) => string
  words: SocketWords
}

export function SocketTable({ sockets, elapsed, words, ...rest }: Props) {
  const hosts = [...new Set(sockets.map(({ host }) => host))]
  const { owner, local, remote, state, receive, send } = words.columns
  return (
    <div class="wide">
      <table class="so">
        <caption class="sr">{words.title}</caption>
        <thead>
          <tr>
            <th scope="col">{owner}</th>
            <th scope="col" class="far">
              {local}
            </th>
            <th scope="col" class="far">
              {remote}
            </th>
            <th scope="col">{state}</th>
            <th scope="col" class="r">
              {receive}
            </th>
            <th scope="col" class="r">
              {send}
            </th>
          </tr>
        </thead>
        {hosts.map((host) => (
          <tbody key={host}>
            {hosts.length > 1 && (
              <tr class="of">
                <th scope="rowgroup" colSpan={6}>
                  {host}
                </th>
              </tr>
            )}
            {sockets.flatMap((socket) =>
              socket.host === host ? [<Row key={socket.key} {...{ socket, elapsed, words, ...rest }} />] : [],
            )}
          </tbody>
        ))}
      </table>
    </div>
  )
}

type RowProps = Omit<Props, 'sockets'> & { socket: ShownSocket }

function Row({ socket, elapsed, chosen, onChoose, fileOf, words }: RowProps) {
  const { protocol, family, local, remote, receiveQueue, sendQueue, acceptLimit, timer, gone } = socket
  const left = timerLeft(socket, elapsed)
  const over = gone || (socket.state === 'TIME_WAIT' && timer !== undefined && left === null)
  const state = over ? `${socket.state} → ${words.closedNow}` : socket.state
  const owner = socket.program
    ? fileOf(socket.program)
    : socket.state === 'ESTABLISHED' || socket.state === 'CLOSE_WAIT'
      ? words.notAccepted
      : words.kernel
  const kind = `${protocol}${family === 6 ? '6' : ''}`
  const other = listens(socket) ? '' : remote
  return (
    <tr class={over ? 'gone' : undefined} aria-current={chosen === socket.key ? 'true' : undefined}>
      <th scope="row">
        {protocol === 'tcp' ? (
          <button
            type="button"
            aria-pressed={chosen === socket.key}
            aria-label={words.choose(owner, local, other, socket.state)}
            onClick={() => onChoose(socket)}
          >
            {owner}
          </button>
        ) : (
          owner
        )}{' '}
        <small>{kind}</small>
        <small class="near">{other === '' ? local : `${local} → ${other}`}</small>
      </th>
      <td class="far">{local || '–'}</td>
      <td class="far">{other || '–'}</td>
      <td>
        <b>{state}</b>
        {timer && left !== null && !over && <small>{words.timers[timer.for](left, timer.tries)}</small>}
      </td>
      <td class="r">
        {acceptLimit === undefined || over ? (
          <Queue bytes={receiveQueue} />
        ) : (
          <AcceptQueue waiting={receiveQueue} limit={acceptLimit} words={words} />
        )}
      </td>
      <td class="r">{acceptLimit === undefined ? <Queue bytes={sendQueue} /> : '–'}</td>
    </tr>
  )
}

function listens({ remote, acceptLimit }: ShownSocket): boolean {
  return acceptLimit !== undefined || /:(0|\*)$/.test(remote)
}

function Queue({ bytes }: { bytes: number }) {
  const text = bytes.toLocaleString('en-US')
  return bytes > 0 ? <b>{text}</b> : <Fragment>{text}</Fragment>
}

/** Waiting connections as filled places; the numbers stand beside. */
function AcceptQueue({ waiting, limit, words }: { waiting: number; limit: number; words: SocketWords }) {
  const { filled, places } = gaugeOf(waiting, limit)
  return (
    <span class="gauge" title={words.waitingPlaces(waiting, limit)}>
      <span class="places" aria-hidden="true">
        {Array.from({ length: places }, (_, place) => (
          <i key={place} class={place < filled ? 'filled' : undefined} />
        ))}
      </span>
      <span class={waiting > limit ? 'full' : undefined} aria-hidden="true">
        {waiting} / {limit}
      </span>
      <span class="sr">{words.waitingPlaces(waiting, limit)}</span>
    </span>
  )
}
