/** The packets of a failed test, a line each, as the decoder tells them. Loaded when they are asked for. */
import type { CapturedPacket } from '../../../../protocol/lab.ts'
import { decode } from '../../../../wire/decode.ts'
import { summary } from '../../../../wire/summary.ts'
import type { ClassWords } from '../words/index.ts'

export function PacketLines({ packets, words }: { packets: CapturedPacket[]; words: ClassWords }) {
  return (
    <table class="rows packetlines">
      <thead>
        <tr>
          <th scope="col">{words.time}</th>
          <th scope="col">{words.what}</th>
          <th scope="col" class="n">
            {words.bytes}
          </th>
        </tr>
      </thead>
      <tbody>
        {packets.map(({ n, at, data, length }) => (
          <tr key={n}>
            <td class="mono">{(at / 1_000).toFixed(3)} ms</td>
            <td class="mono">{summary(decode(bytesOf(data), length), null)}</td>
            <td class="n">{length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}
