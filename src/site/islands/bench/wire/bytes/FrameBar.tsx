/** The packet as one bar, a stretch for each layer. */
import type { Layer } from '../../../../../wire/types.ts'
import type { TraceRow } from '../../trace.ts'
import type { View } from '../view.ts'

const SHORT: Record<Exclude<Layer['name'], 'payload'>, string> = {
  ethernet: 'Ethernet',
  llc: 'LLC',
  stp: 'STP',
  arp: 'ARP',
  ipv4: 'IPv4',
  ipv6: 'IPv6',
  icmp: 'ICMP',
  icmpv6: 'ICMPv6',
  igmp: 'IGMP',
  tcp: 'TCP',
  udp: 'UDP',
  quoted: '«…»',
}

export function FrameBar({ view, row, layers }: { view: View; row: TraceRow; layers: Layer[] }) {
  return (
    <div class="frame" aria-hidden="true">
      {layers.map((layer) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: decoration; the tree says and does the same
        <span
          key={layer.name}
          class={layer.name === 'payload' ? 'mine' : undefined}
          style={{ flexGrow: Math.max(6, layer.to - layer.from), flexBasis: 0 }}
          onMouseEnter={() => {
            view.hot.value = layer
          }}
          onMouseLeave={() => {
            view.hot.value = null
          }}
        >
          {layer.name === 'payload' ? layer.title : SHORT[layer.name]} {layer.to - layer.from}
        </span>
      ))}
      {row.bytes.length === 0 && <span>0</span>}
    </div>
  )
}
