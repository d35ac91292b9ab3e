/** What was expected of a fault rule, in Chinese: the sentences of src/protocol/fault-words.ts. */
import type { FaultWords } from '../../protocol/fault-words.ts'

const whole = (least: number, most: number): string => `${least} 到 ${most} 的整数`

export const zh: FaultWords = {
  grammar: () =>
    [
      ['[PLACE:]WHAT', '，几条之间用逗号分开'],
      ['  PLACE  client        ', '这台主机发出的', '              >server   ', '发往这台主机的'],
      ['         wire.client   ', '同上，但只在链路 wire 上', '    wire.*    ', '链路上任何一方发出的'],
      ['         udp           ', 'tcp、udp、icmp、arp 或 ip；写在主机之后：client/udp'],
      ['  WHAT   loss=20%  drop=1+2  dup=10%  reorder=5% ', '或', ' 5%/3', '（落后 3 个）', '  cut  cut=2s..7s'],
      ['         delay=100', '（ms）', '  jitter=30', '（ms）', '  rate=256kbps ', '或', ' 256kbps/30kB', '（队列）'],
      ['         split=3+3+2', '，', 'split=~8', '（随机），或再加', ' /5ms', '（各段的间隔）'],
      ['         coalesce=64 ', '或', ' 64/40ms', '（最多等待）', '  reset=1000', '（字节）', '  none'],
    ]
      .map((parts) => parts.join(''))
      .join('\n'),
  expected: (what) => `这里应为${what}`,
  comma: () => '逗号加下一条规则，或者结尾',
  fault: (names) => `一种干扰：${names.join('、')} 或 none`,
  equals: (name) => `${name} 之后的“=”`,
  stop: () => '链路与主机之间的句点',
  toHost: () => '“>”之后的主机名',
  place: () => '主机、链路加主机（wire.client）、“>”加主机，或者协议',
  onLink: () => '链路上的主机，或者用 * 表示任何主机',
  protocol: (names) => `协议：${names.join('、')}`,
  afterPlace: () => '位置之后的“:”',
  afterHost: () => '主机之后的“:”',
  span: () => `起止之间的“..”，例如 ${'2s..7s'}`,
  numbers: (most) => `最多 ${most} 个数`,
  overtaken: (least, most) => `落后几个帧：${whole(least, most)}`,
  which: (least, most) => `第几个帧，从 1 数起：${whole(least, most)}`,
  size: (least, most) => `字节数：${whole(least, most)}`,
  bytes: (least, most) => `多少字节之后：${whole(least, most)}`,
  share: () => '比例：0% 到 100%，或者 0 到 1',
  time: (least, most) => `时间：${least} 到 ${most} ms，例如 ${['100', '100ms', '1.5s'].join('、')}`,
  rate: (leastKbps, mostMbps) => `速率：${leastKbps}kbps 到 ${mostMbps}Mbps`,
  queue: (leastBytes, mostKilobytes) => `队列：${leastBytes}B 到 ${mostKilobytes}kB`,
}
