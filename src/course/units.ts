/** The course's table of contents: every unit and lesson, written or coming. Ids and titles are final. */
import type { Locale, Text } from './schema.ts'

export type LessonEntry = { id: string; title: Text; labs: number; exercises: string[] }
export type Unit = { id: string; number: string; title: Text; question: Text; lessons: LessonEntry[] }

const t = (en: string, zh: string): Text => ({ en, 'zh-cn': zh })
const lesson = (id: string, en: string, zh: string, labs: number, ...exercises: string[]): LessonEntry => ({
  id,
  title: t(en, zh),
  labs,
  exercises: exercises.map((name) => `${id.split('/')[0]}/${name}`),
})

/** Languages in which the course is whole: `wirebook check` demands every written lesson in each of them. */
export const WHOLE_LOCALES: readonly Locale[] = ['en', 'zh-cn']

export const UNITS: Unit[] = [
  {
    id: 'bench',
    number: '00',
    title: t('The bench', '工作台'),
    question: t('What am I looking at?', '我看到的是什么？'),
    lessons: [
      lesson('bench/first-packet', 'The bench, and your first packet', '工作台与你的第一个数据包', 3, 'first-bytes'),
    ],
  },
  {
    id: 'networks',
    number: '01',
    title: t('Networks', '网络与地址'),
    question: t('How does a byte find a host?', '一个字节如何找到主机？'),
    lessons: [
      lesson('networks/programs-that-talk', 'Programs that talk', '会说话的程序', 2, 'tiny-protocol'),
      lesson('networks/addresses', 'Addresses, masks, gateways', '地址、掩码与网关', 3, 'ipv4-subnet', 'ipv6-text'),
      lesson(
        'networks/local-delivery',
        'MAC, ARP, switch, router',
        '本地投递：MAC、ARP、交换机、路由器',
        3,
        'learning-switch',
      ),
      lesson('networks/layers', 'Layers and the road out', '分层与出网之路', 3, 'longest-prefix', 'peel-frame'),
    ],
  },
  {
    id: 'sockets',
    number: '02',
    title: t('Sockets', '套接字'),
    question: t('How does it find a program?', '它如何找到程序？'),
    lessons: [
      lesson('sockets/what-is-a-socket', 'What a socket is', '什么是套接字', 3, 'unix-upper'),
      lesson('sockets/first-conversation', 'First conversation', '第一次对话', 4, 'nihao-server', 'nihao-client'),
      lesson(
        'sockets/ports-and-errors',
        'Ports, the 4-tuple, and errors',
        '端口、四元组与错误',
        4,
        'port-demux',
        'port-probe',
      ),
    ],
  },
  {
    id: 'tcp',
    number: '03',
    title: t('TCP', 'TCP'),
    question: t('What does a connection cost and promise?', '一个连接要付出什么，又承诺什么？'),
    lessons: [
      lesson('tcp/handshake', 'Three segments to agree', '三次握手', 4, 'order-handshake', 'seq-ack'),
      lesson(
        'tcp/close',
        'Goodbye: FIN, half-close, TIME_WAIT, RST',
        '四次挥手、半关闭与 RST',
        4,
        'states',
        'server-closes-first',
        'perform-close',
      ),
      lesson('tcp/delivery', 'Reliable on top of loss', '在丢包之上做可靠', 4, 'reassemble'),
      lesson('tcp/backlog', 'Who waits where', 'backlog 与两个队列', 3, 'listen-queue'),
    ],
  },
  {
    id: 'udp',
    number: '04',
    title: t('UDP', 'UDP'),
    question: t('What if nothing is promised?', '如果什么都不承诺？'),
    lessons: [
      lesson('udp/datagrams', 'One send, one datagram', '一发一报', 4, 'hello-server', 'retry-client'),
      lesson('udp/one-to-many', 'Broadcast and multicast', '一对多：广播与组播', 3, 'discover'),
    ],
  },
  {
    id: 'boundaries',
    number: '05',
    title: t('Message boundaries', '消息边界'),
    question: t('Where does a message end?', '一条消息在哪里结束？'),
    lessons: [
      lesson(
        'boundaries/stream',
        'Sticky packets (message boundaries)',
        '粘包：流没有边界',
        5,
        'byte-reader',
        'send-all',
      ),
      lesson('boundaries/delimiters', 'Lines and other delimiters', '分隔符', 3, 'line-decoder'),
      lesson('boundaries/struct', 'Numbers as bytes', '数字与字节：struct', 2, 'struct-codec'),
      lesson('boundaries/length-prefix', 'Length first', '长度前缀', 3, 'frame-decoder', 'frame-echo'),
      lesson(
        'boundaries/file-transfer',
        'A file protocol, designed',
        '文件传输与协议设计',
        4,
        'file-receiver',
        'file-sender',
      ),
    ],
  },
  {
    id: 'servers',
    number: '06',
    title: t('Servers', '服务器'),
    question: t('How to serve many?', '如何同时服务许多人？'),
    lessons: [
      lesson(
        'servers/concurrency',
        'Many clients at once',
        '并发：线程、进程与事件循环',
        4,
        'hello-server',
        'mini-socketserver',
      ),
      lesson('servers/chat', 'One says, all hear', '聊天与广播', 4, 'chat-server'),
      lesson('servers/robust', 'Timeouts, limits, goodbye', '超时、限制与优雅退出', 3, 'graceful'),
    ],
  },
  {
    id: 'io',
    number: '07',
    title: t('I/O models', 'I/O 模型'),
    question: t('Who waits, and where?', '谁在等待，在哪里等待？'),
    lessons: [
      lesson('io/blocking', 'Waiting: blocking and non-blocking', '阻塞与非阻塞', 4, 'read-trace'),
      lesson('io/multiplexing', 'select, poll, epoll, event loop', '多路复用与事件循环', 4, 'reactor'),
    ],
  },
  {
    id: 'security',
    number: '08',
    title: t('Security', '安全'),
    question: t('Whom do I trust?', '我该信任谁？'),
    lessons: [
      lesson(
        'security/hmac-auth',
        'Proving you know the secret',
        '用 HMAC 验证客户端',
        4,
        'hmac-server',
        'hmac-client',
      ),
      lesson('security/abuse', 'When clients are hostile', '恶意流量', 3, 'slowloris', 'token-bucket'),
    ],
  },
  {
    id: 'beyond',
    number: '09',
    title: t('Beyond', '更进一步'),
    question: t('What is built on it?', '在它之上建造了什么？'),
    lessons: [
      lesson('beyond/http', 'HTTP/1.1 by hand', '手写 HTTP/1.1', 3, 'http-server'),
      lesson('beyond/websocket', 'WebSocket handshake and frames', 'WebSocket 握手与帧', 2, 'ws-decoder'),
      lesson('beyond/dns', 'Asking for a name', 'DNS 查询', 3, 'dns-query'),
      lesson('beyond/capstone', 'Capstone', '结业项目', 2, 'capstone-chat', 'capstone-files'),
    ],
  },
]
