/** A conversation written down segment by segment, and what the tracker makes of it. */
import { decode } from '../../src/wire/decode.ts'
import { encode, type TcpSpec } from '../../src/wire/encode.ts'
import { FlowTracker } from '../../src/wire/flow.ts'
import type { Segment, TcpFlag } from '../../src/wire/types.ts'

export const CLIENT = { address: '10.0.0.1', port: 40000 }
export const SERVER = { address: '10.0.0.2', port: 9999 }

const FLAG: Record<string, TcpFlag> = { S: 'SYN', F: 'FIN', R: 'RST', P: 'PSH', '.': 'ACK' }

export type Talk = {
  tracker: FlowTracker
  /** `flags` as tcpdump writes them: `S`, `S.`, `.`, `P.`, `F.`, `R.`. `seq` and `ack` are relative to the initial numbers. */
  client(flags: string, seq: number, ack: number, more?: More): Segment
  server(flags: string, seq: number, ack: number, more?: More): Segment
  frames: Uint8Array[]
}
type More = { data?: string; bytes?: Uint8Array; window?: number; options?: TcpSpec['options']; lost?: boolean }

/** Initial sequence numbers lie just below 2^32 by default, so that every conversation crosses the wrap. */
export function talk(clientInitial = 0xffff_fffe, serverInitial = 0xffff_fffd): Talk {
  const tracker = new FlowTracker()
  const frames: Uint8Array[] = []
  const send = (fromClient: boolean, flags: string, seq: number, ack: number, more: More = {}): Segment => {
    const [from, to] = fromClient ? [CLIENT, SERVER] : [SERVER, CLIENT]
    const [mine, theirs] = fromClient ? [clientInitial, serverInitial] : [serverInitial, clientInitial]
    const names = [...flags].map((letter) => FLAG[letter]!)
    const frame = encode({
      ip: { source: from.address, destination: to.address },
      tcp: {
        sourcePort: from.port,
        destinationPort: to.port,
        seq: (mine + seq) >>> 0,
        ack: names.includes('ACK') ? (theirs + ack) >>> 0 : 0,
        flags: names,
        window: more.window ?? 65_535,
        options: more.options ?? [],
      },
      payload: more.bytes ?? new TextEncoder().encode(more.data ?? ''),
    })
    frames.push(frame)
    return tracker.add(frames.length, frames.length * 100, decode(frame), more.lost)!
  }
  return {
    tracker,
    frames,
    client: (flags, seq, ack, more) => send(true, flags, seq, ack, more),
    server: (flags, seq, ack, more) => send(false, flags, seq, ack, more),
  }
}

/** A conversation that has just been opened. */
export function opened(...initial: [number?, number?]): Talk {
  const conversation = talk(...initial)
  conversation.client('S', 0, 0)
  conversation.server('S.', 0, 1)
  conversation.client('.', 1, 1)
  return conversation
}
