/** A packet in one phrase, in Chinese: what src/wire says of it in English. Flags, fields and addresses stay. */
import { MESSAGES_ZH } from '../../protocol/message-names-zh.ts'
import type { ReadPacket } from '../../sidecar/runner/read-packets.ts'
import { byteCount } from '../../wire/draft.ts'
import { endpoint } from '../../wire/endpoint.ts'
import { protocolName } from '../../wire/protocols.ts'
import type { Arp, Circumstances, Decoded, Icmp, Segment } from '../../wire/types.ts'

type Packet = Pick<ReadPacket, 'summary' | 'segment' | 'decoded'>

/** `SYN，请求建立连接 · seq 0` */
export function packetInChinese({ summary, segment, decoded }: Packet): string {
  if (decoded.tcp)
    return segment
      ? ofSegment(segment)
      : summary.replace(byteCount(decoded.payloadLength), bytes(decoded.payloadLength))
  return ofPacket(decoded) ?? summary
}

const bytes = (count: number): string => `${count} 字节`

function ofSegment(segment: Segment): string {
  const { seq, ack } = segment
  return `${meaning(segment, segment.circumstances ?? NOTHING)} · ${ack === null ? `seq ${seq}` : `seq ${seq}, ack ${ack}`}`
}

const NOTHING: Circumstances = { answersSyn: false, confirmed: 0, probe: false, simultaneous: false, late: false }

function meaning(segment: Segment, { answersSyn, confirmed, probe, simultaneous, late }: Circumstances): string {
  const { kind, flags, length, step, bytes: range } = segment
  const where = !range ? '' : length === 1 ? `（字节 ${range.from}）` : `（字节 ${range.from} 到 ${range.to - 1}）`
  switch (kind) {
    case 'handshake':
      if (step === 1) return simultaneous ? 'SYN，同时请求建立连接' : 'SYN，请求建立连接'
      return step === 2 ? 'SYN+ACK，同意，并请求打开自己的方向' : 'ACK，同意：连接已建立'
    case 'data':
      return `数据，${bytes(length)}${where}${late ? '，乱序' : ''}`
    case 'ack':
      if (segment.acksFin) return 'ACK，确认 FIN'
      return confirmed > 0 ? `ACK，确认 ${bytes(confirmed)}` : 'ACK'
    case 'duplicate-ack':
      return `重复的 ACK，仍在等 ${segment.ack}`
    case 'window-update':
      return `窗口更新，还能接收 ${bytes(segment.window)}`
    case 'zero-window':
      return probe ? '探测，询问窗口是否仍然关闭' : '窗口关闭：不能再接收字节'
    case 'keep-alive':
      return probe ? '保活，询问对方是否还在' : 'ACK，还在'
    case 'retransmission':
      if (flags.includes('SYN')) return step === 1 ? 'SYN，再次发送' : 'SYN+ACK，再次发送'
      return length > 0 ? `数据，${bytes(length)}${where}，再次发送` : 'FIN，再次发送'
    case 'fin':
      return length > 0 ? `FIN，最后 ${bytes(length)}${where}` : 'FIN，没有更多要发送的了'
    case 'reset':
      return answersSyn ? 'RST，拒绝：那里没有程序在监听' : 'RST，立即结束连接'
    case 'other':
      return flags.length === 0 ? '没有标志' : flags.join('+')
    default:
      return kind satisfies never
  }
}

/** Null for what is told by numbers alone, or not understood: then it stays as src/wire says it. */
function ofPacket(packet: Decoded): string | null {
  const { payloadLength } = packet
  if (packet.udp) return `数据报，${bytes(payloadLength)}`
  if (packet.icmp) {
    const { meaning: english } = packet.icmp
    return `${packet.protocol === 'icmp' ? 'ICMP' : 'ICMPv6'} ${MESSAGES_ZH[english] ?? english}${about(packet.icmp)}`
  }
  if (packet.igmp)
    return `IGMP ${[MESSAGES_ZH[packet.igmp.meaning] ?? packet.igmp.meaning, ...packet.igmp.groups].join(' ')}`
  if (packet.arp) return `ARP ${ofArp(packet.arp)}`
  if (packet.error) return `无法解析：${packet.error}`
  if (packet.ip) {
    const { version, protocol, fragmentOffset } = packet.ip
    if (fragmentOffset) return `IPv${version} 分片，从字节 ${fragmentOffset} 开始，${bytes(payloadLength)}`
    return `IPv${version}，协议 ${protocol}，${bytes(payloadLength)}`
  }
  if (packet.protocol === 'stp') return '网桥的生成树消息'
  if (packet.protocol === 'llc') return `LLC 帧，${bytes(payloadLength)}`
  const type = packet.ethernet?.etherType.toString(16).padStart(4, '0')
  return `以太网类型 0x${type}，${bytes(payloadLength)}`
}

/** The packet an error is about. */
function about({ quoted }: Icmp): string {
  if (!quoted) return ''
  const { ip, sourcePort, destinationPort } = quoted
  const end = (address: string, port: number | undefined) => (port === undefined ? address : endpoint(address, port))
  return `：${protocolName(ip.protocol)} ${end(ip.source, sourcePort)} → ${end(ip.destination, destinationPort)}`
}

function ofArp({ operation, senderMac, senderIp, targetIp }: Arp): string {
  if (operation === 'request')
    return senderIp === targetIp ? `宣告 ${senderIp}` : `谁是 ${targetIp}？请告诉 ${senderIp}`
  return operation === 'reply' ? `${senderIp} 在 ${senderMac}` : `${senderIp} 向 ${targetIp} 发出的 ARP`
}
