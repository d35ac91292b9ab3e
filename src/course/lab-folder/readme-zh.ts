import { OLDEST_NODE } from './oldest-node.ts'
import type { ReadmeWords } from './readme-en.ts'

const code = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join('、')
const LIMITS: Record<string, string> = {
  descriptors: '个打开的文件和套接字',
  memoryMiB: 'MiB 内存',
  heapMiB: 'MiB 的 JavaScript 堆',
  processes: '个进程和线程',
  fileMiB: 'MiB 的单个文件',
}

export const zh: ReadmeWords = {
  what: (id) =>
    `wirebook 实验 \`${id}\` 的程序，内容是导出这个文件夹时的样子。用普通的 Node 就能运行，不需要 wirebook。`,
  needs: '需要什么',
  node: `Node ${OLDEST_NODE} 或更新的版本：它直接运行 TypeScript，不用构建。`,
  modules: (modules) =>
    `${code(modules)}：wirebook 的一部分，直接调用 C 库的套接字。只能在 Linux 上用，npm 上没有。找一份已经执行过 \`npm install\` 的 wirebook，在这里链接一次：`,
  link: ['mkdir -p node_modules', 'ln -s /path/to/wirebook node_modules/wirebook'],
  run: '运行',
  runOne: '在这个文件夹里：',
  runSeveral: '每个程序一个终端，都在这个文件夹里，按下面的顺序：',
  colon: '：',
  joint: '；',
  typeInto: '它读取你输入的内容',
  waitFor: (what) => `等它${what}，再继续`,
  waitForEnd: '等它结束，再继续',
  port: (protocol, port) => (protocol === 'UDP' ? `绑定了 UDP 端口 ${port}` : `开始监听 ${protocol} 端口 ${port}`),
  unix: (path) =>
    path.startsWith('@') ? `开始监听抽象的 UNIX 套接字 \`${path}\`（只有 Linux 有）` : `开始监听 \`${path}\``,
  stop: '服务器会一直运行，直到你按下 Ctrl-C。',
  addresses: '地址',
  moved: '实验里，每台主机都有自己的网络栈。这里所有程序共用这台机器的，所以程序里的地址改过了：',
  addressColumns: '| 实验里 | 这里 |',
  apart:
    '这些地址必须不同，因为几台主机上的程序在同一个端口上等待。Linux 拥有整个 127.0.0.0/8；在 macOS 上要先逐个添加：`sudo ifconfig lo0 alias 127.0.0.2`。',
  twoMachines: '如果用你自己的几台机器，请把服务器所在机器的地址写到这里的地址的位置上，服务器和调用它的程序都要改。',
  notAlike: '与实验不同的地方',
  alike: '程序所做的事相同；时间会不同，正如每次运行都不同。',
  mayDiffer: '这里看到的，可能与实验显示的不同：',
  raw: (commands) =>
    `原始套接字和数据包套接字只有 root 能用：${commands.map((command) => `\`sudo ${command}\``).join('、')}。它们会看到并发送这台机器上真实的帧。只在你自己的机器和网络上这样做。`,
  many: (addresses) => `${code(addresses)}：这是给许多主机的地址。一台机器不是有好几台主机的网络，所以没有别人听得到。`,
  nobody: (addresses) =>
    `${code(addresses)}：实验里没有主机用这个地址。这里，发往它的数据包会离开你的机器，到用着它的主机那里去，或者由路由器回应。`,
  outside: (addresses) =>
    `${code(addresses)} 在实验之外，实验里发往它的数据包哪儿也去不了。这里，它们可能离开你的机器。`,
  routers: (names) =>
    `实验里由 ${code(names)} 转发数据包。这里没有路由器：没有跳数，TTL 不会减小，也没有它发来的 ICMP。`,
  loopback: '实验里，127.0.0.1 属于每台主机自己，别的主机到不了。这里，所有程序共用它。',
  names: (programs) => `${code(programs)} 会打印主机名：这里都是这台机器的名字。`,
  faults: '环回接口上没有干扰：实验的线路会丢失、延迟或重复的，在这里都立刻送达。',
  limited: (program, limits) =>
    `实验对 \`${program}\` 有限制：${Object.entries(limits)
      .map(([name, value]) => `${value} ${LIMITS[name] ?? name}`)
      .join(
        '，',
      )}。${limits.descriptors === undefined ? '' : `在它的终端里执行 \`ulimit -n ${limits.descriptors}\`，效果相近。`}`,
  onLoopback: '环回接口能传 65,536 字节的数据包，实验的线路只能传 1,500 字节：这里报文段更少，读取更大。',
  packets: '看数据包',
  capture: (ports) =>
    `离开实验，就没有人替你抓包了。执行 \`sudo tcpdump -i lo${ports.length > 0 ? ` ${ports.map((port) => `port ${port}`).join(' or ')}` : ''}\`（在 macOS 上用 \`-i lo0\`），或者用 Wireshark 抓环回接口，就能看到同样的对话。`,
}
