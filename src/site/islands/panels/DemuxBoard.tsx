/** Address a segment, close sockets, and see which of them gets it. */
import { useState } from 'preact/hooks'
import type { Locale } from '../../../course/schema.ts'
import {
  type Arrival,
  decide,
  type Entry,
  FROM_ADDRESSES,
  FROM_PORTS,
  KINDS,
  SOCKETS,
  type Step,
  TO_ADDRESSES,
  TO_PORTS,
} from './demux.ts'
import { wordsOf } from './words.ts'
import '../../styles/panels/demux-board.css'

const WORDS = {
  en: {
    title: 'Which socket gets it?',
    how: 'Address a segment and see where it goes. A socket whose box is not ticked is closed.',
    segment: 'A segment arrives',
    fromAddress: 'from address',
    fromPort: 'from port',
    toAddress: 'to address',
    toPort: 'to port',
    kind: 'it is',
    kinds: { SYN: 'a SYN', DATA: 'data' },
    sockets: 'Sockets of 10.0.0.2',
    listens: 'listens',
    gets: 'gets it',
    why: (step: Step, id: string | null) =>
      ({
        connection: `Socket ${id}: a connection of exactly these four numbers.`,
        exact: `Socket ${id}: no such connection, but a listener at this very address.`,
        any: `Socket ${id}: no such connection, no listener at this address, but one at any address.`,
        none: 'Nobody: no such connection and no listener. The kernel answers with RST.',
        'none-data': 'Nobody: no such connection, and data is never for a listener. The kernel answers with RST.',
      })[step],
  },
  'zh-cn': {
    title: '交给哪个套接字？',
    how: '填写一个报文段的两端，看它去哪里。没有勾选的套接字已关闭。',
    segment: '到达一个报文段',
    fromAddress: '来源地址',
    fromPort: '来源端口',
    toAddress: '目的地址',
    toPort: '目的端口',
    kind: '它是',
    kinds: { SYN: 'SYN', DATA: '数据' },
    sockets: '10.0.0.2 的套接字',
    listens: '在监听',
    gets: '交给它',
    why: (step: Step, id: string | null) =>
      ({
        connection: `套接字 ${id}：它的连接恰好就是这个四元组。`,
        exact: `套接字 ${id}：没有这样的连接，但它正监听这个地址。`,
        any: `套接字 ${id}：没有这样的连接，这个地址上也没有监听套接字，但它监听任意地址。`,
        none: '无处可交：既没有这样的连接，也没有套接字在监听。内核回以 RST。',
        'none-data': '无处可交：没有这样的连接，而数据从不交给监听套接字。内核回以 RST。',
      })[step],
  },
}

const FIRST: Arrival = {
  from: { address: '10.0.0.1', port: 40001 },
  to: { address: '10.0.0.2', port: 9999 },
  kind: 'DATA',
}
const end = ({ address, port }: { address: string; port: number }) => `${address}:${port}`

export default function DemuxBoard({ locale }: { locale: Locale }) {
  const words = wordsOf(WORDS, locale)
  const [arrival, setArrival] = useState(FIRST)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const { step, id } = decide(
    SOCKETS.filter((socket) => !closed.has(socket.id)),
    arrival,
  )
  const { from, to, kind } = arrival
  const toggle = (socket: Entry) => {
    const next = new Set(closed)
    if (!next.delete(socket.id)) next.add(socket.id)
    setClosed(next)
  }
  return (
    <section class="panel demuxboard" aria-label={words.title}>
      <h3>{words.title}</h3>
      <p class="how">{words.how}</p>
      <fieldset class="segment">
        <legend>{words.segment}</legend>
        <Choice
          label={words.fromAddress}
          value={from.address}
          values={FROM_ADDRESSES}
          onPick={(address) => setArrival({ ...arrival, from: { ...from, address } })}
        />
        <Choice
          label={words.fromPort}
          value={`${from.port}`}
          values={FROM_PORTS.map(String)}
          onPick={(port) => setArrival({ ...arrival, from: { ...from, port: Number(port) } })}
        />
        <Choice
          label={words.toAddress}
          value={to.address}
          values={TO_ADDRESSES}
          onPick={(address) => setArrival({ ...arrival, to: { ...to, address } })}
        />
        <Choice
          label={words.toPort}
          value={`${to.port}`}
          values={TO_PORTS.map(String)}
          onPick={(port) => setArrival({ ...arrival, to: { ...to, port: Number(port) } })}
        />
        <Choice
          label={words.kind}
          value={kind}
          values={KINDS}
          shown={(value) => words.kinds[value]}
          onPick={(value) => setArrival({ ...arrival, kind: value })}
        />
      </fieldset>
      <fieldset class="sockets">
        <legend>{words.sockets}</legend>
        {SOCKETS.map((socket) => (
          <label key={socket.id} class={socket.id === id ? 'gets' : ''}>
            <input type="checkbox" checked={!closed.has(socket.id)} onChange={() => toggle(socket)} />
            <b>{socket.id}</b>
            <code>{end(socket)}</code>
            <code>{socket.peer ? `← ${end(socket.peer)}` : words.listens}</code>
            <span>{socket.id === id ? words.gets : ''}</span>
          </label>
        ))}
      </fieldset>
      <p class="sentence" aria-live="polite">
        {words.why(step, id)}
      </p>
    </section>
  )
}

type ChoiceProps<T extends string> = {
  label: string
  value: T
  values: readonly T[]
  shown?: (value: T) => string
  onPick(value: T): void
}

function Choice<T extends string>({ label, value, values, shown = (one) => one, onPick }: ChoiceProps<T>) {
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={(event) => onPick(event.currentTarget.value as T)}>
        {values.map((one) => (
          <option key={one} value={one}>
            {shown(one)}
          </option>
        ))}
      </select>
    </label>
  )
}
