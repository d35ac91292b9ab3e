/**
 * What the decoder says of a packet in words, in the page's language. Names of protocols, fields and flags are those of
 * the RFCs in every language, so that they are found there and in Wireshark; what explains them is not.
 */
import type { Locale } from '../../../../course/schema.ts'
import { MESSAGES_ZH } from '../../../../protocol/message-names-zh.ts'
import type { Arp, Field, Layer } from '../../../../wire/types.ts'

/** By the words of src/wire. A test looks up all that the course's recordings make it say. */
const ZH: Record<string, string> = {
  ...MESSAGES_ZH,
  // Ethernet, ARP
  'broadcast: every host on the link': '广播：链路上的每台主机',
  'multicast: a group of hosts': '组播：一组主机',
  'no address: the loopback interface has none': '没有地址：环回接口没有硬件地址',
  'fills the frame up to the 60 bytes Ethernet asks for': '把帧补足到以太网要求的 60 字节',
  'the virtual LAN it belongs to': '所属的虚拟局域网',
  'IEEE 802.3: a length where Ethernet II has a type': 'IEEE 802.3：Ethernet II 放类型的地方，这里是长度',
  'asked for, so still empty': '问的就是它，所以还空着',
  request: '请求',
  reply: '应答',
  // IP
  'class of service': '服务类别',
  'congestion mark': '拥塞标记',
  'header and content': '报头加内容',
  'all after this header': '这个报头之后的全部',
  'ties fragments together': '标明哪些分片属于一起',
  'must be zero': '必须为零',
  'each router takes one off': '每过一个路由器减一',
  'most recent hop': '最近一跳',
  correct: '正确',
  wrong: '错误',
  'wrong: the bytes do not add up': '错误：与字节对不上',
  'unfinished (offloaded): only begun; the kernel leaves the rest to a network card':
    '未算完：内核只算了开头，其余留给网卡',
  'cannot be checked: not all bytes are here': '无法检验：字节不全',
  'not used': '没有使用',
  unknown: '未知',
  nothing: '什么也没有',
  'a length that does not fit': '长度不合理',
  'addresses still to visit': '还要经过的地址数',
  // TCP
  'initial, chosen at random': '初始序号，随机选取',
  'of the first byte here': '本段第一个字节的序号',
  'the byte expected next': '期待的下一个字节',
  'not used without ACK': '没有 ACK 标志时无意义',
  'accurate congestion marks': '精确的拥塞标记',
  'the sender has no more data': '发送方没有更多数据了',
  'opens, and states the first sequence number': '请求打开，并给出初始序号',
  'ends the connection at once': '立即结束连接',
  'hand this to the program without waiting for more': '交给程序，不必再等',
  'the acknowledgement number counts': '确认号有效',
  'the urgent pointer counts': '紧急指针有效',
  'congestion was met': '遇到了拥塞',
  'the sender has slowed down': '发送方已放慢',
  'bytes it can still take, before scaling': '还能接收的字节数（缩放之前）',
  'fills up to a multiple of 4 bytes': '补足到 4 字节的倍数',
  'most bytes of data it takes in one segment': '一个报文段最多接收的数据字节数',
  'it may confirm bytes beyond a gap': '可以确认缺口之后的字节',
  'bytes received beyond a gap': '缺口之后已收到的字节',
  'measures the round trip': '用来测量往返时间',
  'no flags': '没有标志',
  yes: '是',
  empty: '空',
  // UDP
  'header and data': '报头加数据',
  // ICMP, for IPv4 and IPv6
  'tells one ping from another': '区分不同的 ping',
  'send no larger packets': '不要发比这更大的包',
  'the byte of the header that was wrong': '报头中出错的字节',
  'the byte of the packet that was wrong': '包中出错的字节',
  'Packet it is about': '它说的是这个包',
  'the head of the packet that met the error': '出错的那个包的开头',
  'the sender is a router': '发送方是路由器',
  'it answers a solicitation': '这是对请求的应答',
  'replace what the cache has': '替换缓存中已有的',
  'source link-layer address': '源链路层地址',
  'target link-layer address': '目标链路层地址',
  // Groups
  'hears only the sources listed': '只收列出的来源',
  'hears all but the sources listed': '收除列出的来源以外的全部',
  'now hears only the sources listed': '改为只收列出的来源',
  'now hears all but the sources listed': '改为收除列出的来源以外的全部',
  'also hears the sources listed': '另收列出的来源',
  'no longer hears the sources listed': '不再收列出的来源',
  'routers keep their timers': '路由器的定时器照旧',
  'how many losses in a row it endures': '能承受连续多少次丢失',
  'all groups': '所有的组',
}

/** Those with numbers or addresses in them. */
const WITH_VALUES: readonly [RegExp, string][] = [
  [/^([\d,]+) bytes?$/, '$1 字节'],
  [/^([\d,]+) of them were captured$/, '抓到了其中 $1'],
  [/^(\d+) words of 4$/, '$1 个 4 字节的字'],
  [/^its windows count times (\d+)$/, '它的窗口值要乘以 $1'],
  [/^who has (.+)\? tell (.+)$/, '谁是 $1？请告诉 $2'],
  [/^who has (.+)\?$/, '谁是 $1？'],
  [/^announces (.+)$/, '宣告 $1'],
  [/^(\S+) is at (\S+)$/, '$1 在 $2'],
  [/^ARP from (\S+) for (\S+)$/, '$1 关于 $2 的 ARP'],
  [/^(.+), a fragment$/, '$1，一个分片'],
  [/^(\S+ → \S+) no flags$/, '$1 没有标志'],
  [/^type (\d+), code (\d+)$/, '类型 $1，代码 $2'],
]

/** A sentence of the decoder. One that has no Chinese form stays as it is. */
export function explained(text: string, locale: Locale): string {
  if (locale === 'en') return text
  const known = ZH[text]
  if (known !== undefined) return known
  const [pattern, form] = WITH_VALUES.find(([pattern]) => pattern.test(text)) ?? []
  if (pattern && form) return text.replace(pattern, form)
  // A group's message names the groups behind a colon.
  const [, said = '', names] = /^([a-z][^:]*): (.+)$/.exec(text) ?? []
  return ZH[said] ? `${ZH[said]}：${names}` : text
}

/** The question or answer of an ARP packet. */
export function arpWords({ operation, targetIp, senderIp, senderMac }: Arp, locale: Locale): string {
  return explained(operation === 'request' ? `who has ${targetIp}?` : `${senderIp} is at ${senderMac}`, locale)
}

/** The same layers, explained. */
export function explainedLayers(layers: readonly Layer[], locale: Locale): Layer[] {
  const field = ({ note, value, ...rest }: Field): Field => ({
    ...rest,
    value: explained(value, locale),
    ...(note === undefined ? {} : { note: explained(note, locale) }),
  })
  return layers.map((layer) => ({
    ...layer,
    title: explained(layer.title, locale),
    summary: explained(layer.summary, locale),
    fields: layer.fields.map(field),
  }))
}
