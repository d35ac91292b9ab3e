import type { en } from './words-en.ts'

const bytes = (n: number) => `${n} 个字节`

export const zhCn: typeof en = {
  begin: '从这里开始',
  presets: {
    length: '长度加载荷（P5）',
    'file-header': '报头长度加 JSON（P6）',
    line: '按行',
    websocket: 'WebSocket 短帧',
    dns: 'TCP 上的 DNS',
    tlv: '类型、长度、值',
  },
  presetNotes: {
    length: '本课程自己的分帧方式：四个字节说明后面还有多少字节。',
    'file-header': '文件传输的开头。后面的内容有多长，写在 JSON 里面，所以由程序去读，不归帧管。',
    line: '一行到 \\n 为止。除此之外没有别的标志，所以行内不能有 \\n。',
    websocket: '服务器发出的、不足 126 个字节的帧（RFC 6455 第 5.2 节）。更长的帧要用更多字节表示长度。',
    dns: '先是两个字节的长度，它数的是后面的全部内容，再是十二个字节的报头（RFC 1035 第 4.1.1 节和第 4.2.2 节）。',
    tlv: '遇到不认识的类型，接收方可以整个跳过去。',
  },

  frame: '帧的定义',
  frameName: '帧的名字',
  order: '字节序',
  be: '大端',
  le: '小端',
  fields: '字段，按线路上的次序',
  field: (n) => `字段 ${n}`,
  name: '名字',
  kind: '种类',
  kinds: {
    uint: '无符号整数',
    int: '有符号整数',
    float: '浮点数',
    bytes: '字节',
    utf8: '文本（UTF-8）',
    magic: '魔数（固定不变）',
    crc32: 'CRC-32',
  },
  width: '宽度',
  bytes,
  ownOrder: '字节序',
  asFrame: '与帧相同',
  sizeBy: '大小',
  sizes: { fixed: '固定', length: '由长度字段给出', delimiter: '到分隔符为止' },
  fixedBytes: '字节数',
  lengthField: '长度字段',
  noLength: '请选择',
  counts: '长度数的是',
  countsWhat: { field: '只数这个字段', after: '它后面的全部', frame: '整个帧' },
  delimiter: '分隔符',
  max: '最多多少字节',
  constant: '字节',
  measures: (name, counts) =>
    `它的值是算出来的：${{ field: `${name} 的大小`, after: '它后面全部内容的大小', frame: '整个帧的大小' }[counts]}。`,
  crcNote: '校验它前面的全部字节。',
  bytesHint: '字节可以写成一对对十六进制数，也可以写成引号里的文本：0d 0a 或 "\\r\\n"。',
  up: (name) => `把 ${name} 上移`,
  down: (name) => `把 ${name} 下移`,
  drag: (name) => `把 ${name} 拖到别处`,
  moved: (name, place, all) => `${name} 现在是 ${all} 个字段中的第 ${place} 个。`,
  remove: (name) => `删除 ${name}`,
  unnamed: (n) => `字段 ${n}`,
  add: '添加',
  addKind: '新字段的种类',
  addField: '添加字段',

  messages: '三条消息',
  message: (n) => `消息 ${n}`,
  nothingToGive: '这种帧没有要填的值：全部内容都是算出来的。',

  bytesOf: '帧的字节',
  more: (n) => `+ ${n}`,
  table: { field: '字段', offset: '偏移', bytes: '字节', value: '值' },
  sentence: (size, fields) => `${fields} 个字段，共 ${bytes(size)}。`,
  struct: 'Python 的 struct',
  structIs: '这种帧就是一个 struct 格式：',
  structHead: (name) => `${name} 之前的部分是一个 struct 格式：`,
  structNot: '这种帧写不成 struct 格式。',
  whyNot: ({ code }, name) =>
    ({
      varies: `${name} 有多大，事先不知道，而格式里的大小都是固定的。`,
      width: `struct 没有 ${name} 这么宽的数。`,
      'two-orders': `${name} 的字节序和前面的数不同，而一个格式只有一种字节序。`,
    })[code],

  stream: '字节流',
  how: '三条消息首尾相接，TCP 就是这样传送它们的。选择两个字节之间的缝隙，就在那里切开：每一段是接收方的一次读取。方向键在缝隙之间移动。',
  gaps: '字节之间的缝隙',
  cut: (at) => `在第 ${at} 个字节之后切开`,
  cutBorder: (at, n) => `在第 ${at} 个字节之后切开，也就是消息 ${n} 之后`,
  ready: '现成的切法',
  asWritten: '按写入切',
  once: '一次全到',
  each: '逐个字节',
  inHeads: '每条消息先到一个字节',
  chance: '随机',
  tooLong: (n, most) => `共 ${n} 个字节，画不下了，最多画 ${most} 个。现成的切法仍然可用。`,
  belief: '接收方以为',
  beliefs: {
    same: '和发送方一致',
    'other-order': '字节序相反',
    field: '长度只数这个字段',
    after: '长度数它后面的全部',
    frame: '长度数整个帧',
  },
  reads: '接收方读到什么，解码器怎么说',
  read: (n, size) => `第 ${n} 次读取：${bytes(size)}`,
  moreReads: (n) => `另有 ${n} 次读取。`,
  got: (n) => `第 ${n} 帧`,
  empty: '空',
  border: '没有剩余：下一个字节就是新一帧的开头。',
  waits: (n, name) => `停在 ${name}，至少还要 ${bytes(n)}。`,
  refused: (what, at) => `在这一帧偏移 ${at} 处拒绝：${what}。后面的字节都不可信了。`,
  fault: (fault, name) => {
    switch (fault.code) {
      case 'magic':
        return `${name} 在这里应为 ${hex(fault.expected)}，实际是 ${hex(fault.got)}`
      case 'negative':
        return `${name} 的长度是 ${fault.got}`
      case 'too-short':
        return `长度是 ${fault.got}，而已有的就有 ${bytes(fault.least)}`
      case 'too-long':
        return `${name} 会有 ${bytes(fault.got)}，上限是 ${fault.most}`
      case 'no-delimiter':
        return `${name} 在 ${bytes(fault.most)}之内没有分隔符`
      case 'not-utf8':
        return `${name} 不是 UTF-8`
      case 'crc':
        return `${name} 应为 ${hex(fault.expected)}，实际是 ${hex(fault.got)}`
    }
  },
  outcome: (reads, frames, asSent) =>
    `3 条消息 → ${reads} 次读取 → ${frames} 个帧。${asSent === 3 ? '与发送的完全一致。' : `3 条中有 ${asSent} 条与发送的一致。`}`,
  ends: {
    border: '流如果在这里结束，正好在两帧之间。',
    truncated: '流如果在这里结束，最后一帧就不完整。',
    fault: '程序在这里会关闭连接。',
  },

  take: '导出',
  codec: 'TypeScript 编解码器',
  skeleton: '练习骨架',
  definition: '定义（JSON）',
  codecNote: '一个独立的模块：encode、decode，还有用于字节流的 Decoder。Node 可以直接运行它。',
  skeletonNote:
    '起始代码、答案、另一种正确的写法、几种错误的写法，以及能分辨它们的规格测试。在课程的根目录解压；只有你能写的内容标着 FILL-IN。',
  definitionNote: '可以交给 npx wirebook new exercise … --frame，也可以留着备用。',
  exerciseId: '练习的 id，形如 unit/name',
  badId: 'id 的形式是 unit/name，只用小写字母、数字和连字符，例如 boundaries/my-frame。',
  tiny: '只有一个字节的帧切不开，做不成练习。请再加一个字段。',
  file: '文件',
  copy: '复制',
  copied: '已复制',
  notCopied: '浏览器不允许复制，请自己选中文本。',
  download: '下载',
  downloadZip: '下载 .zip',
  code: '文件的内容',
  loading: '正在加载……',
  mendFirst: '请先改好帧的定义：看标红的字段。',
  mendMessage: (n) => `请先改好消息 ${n}。`,

  link: '复制链接',
  linked: '链接已复制。帧和消息全在这个地址里。',
  linkInBar: '本页的地址就是链接：请从浏览器的地址栏复制。',
  linkTooLong: '内容太长，放不进链接。可以下载定义。',
  problemTitle: '打不开的链接。',
  problems: {
    malformed: '无法读取这个链接：也许在途中被截断了。请对方再发一次。这里显示的是你自己的帧。',
    newer: '这个链接由更新的 wirebook 生成。请先更新，再打开它。这里显示的是你自己的帧。',
    'too-large': '这个链接比这里生成的任何链接都长。这里显示的是你自己的帧。',
  },
  replaced: { link: '这里的帧来自链接。', preset: '这里是现成的帧。' },
  mineKept: '在你改动之前，你自己的帧还保留着。',
  backToMine: '换回我的',
  close: '关闭',

  problem: (problem) => {
    switch (problem.code) {
      case 'no-fields':
        return '帧至少要有一个字段。请添加。'
      case 'many-fields':
        return `字段超过了 ${problem.most} 个。请删掉一些。`
      case 'frame-name':
        return '帧的名字以小写字母开头，只用字母和数字，例如 message。'
      case 'name-missing':
        return '这个字段没有名字。请起一个，例如 length。'
      case 'name-form':
        return '名字以小写字母开头，只用字母和数字，像 TypeScript 的属性那样：headerLength。'
      case 'name-long':
        return `名字最多 ${problem.most} 个字母。请缩短。`
      case 'name-twice':
        return `已经有字段 ${problem.name} 了。请换一个名字。`
      case 'width':
        return '没有这种宽度的数。请从列表中选择。'
      case 'fixed-size':
        return `固定大小是 1 到 ${problem.most} 之间的整数。`
      case 'max':
        return `上限是 0 到 ${problem.most} 之间的整数。`
      case 'max-over-length':
        return `${problem.name} 只有 ${bytes(problem.width)}，在这里最多能表示 ${problem.most}。请降低上限，或者加宽 ${problem.name}。`
      case 'length-missing':
        return '哪个字段说明它有多长？请选择它前面的一个整数，或者添加一个。'
      case 'length-unknown':
        return `字段 ${problem.name} 已经不在了。请另选一个。`
      case 'length-later':
        return `${problem.name} 在这个字段后面：接收方知道长度时已经晚了。请把它上移。`
      case 'length-kind':
        return `${problem.name} 不是整数。请选择一个整数。`
      case 'length-shared':
        return `${problem.name} 已经是 ${problem.other} 的长度。一个长度只管一个字段，请再添加一个。`
      case 'counts-behind':
        return `${problem.name} 的大小也会变，长度又把它数了进去：接收方分不清两者各占多少。请让长度只数这个字段。`
      case 'magic-form':
      case 'delimiter-form':
        return '这不是字节。请写成对的十六进制数，例如 0d 0a，或者引号里的文本，例如 "\\r\\n"。'
      case 'magic-size':
        return `魔数有 1 到 ${problem.most} 个字节。`
      case 'delimiter-size':
        return `分隔符有 1 到 ${problem.most} 个字节。`
    }
  },
  valueProblem: (problem, name) => {
    switch (problem.code) {
      case 'missing':
        return `${name} 没有值。`
      case 'integer':
      case 'not-integer':
        return `${name} 需要一个整数，例如 42 或 0x2a。`
      case 'float':
      case 'not-number':
        return `${name} 需要一个数，例如 1.5。`
      case 'text':
      case 'bytes':
      case 'not-bytes':
        return `${name} 需要字节：成对的十六进制数，或者引号里的文本。`
      case 'range':
        return `${name} 的范围是 ${problem.low} 到 ${problem.high}。`
      case 'long':
        return `${name} 有 ${bytes(problem.got)}，上限是 ${problem.most}。请缩短，或者提高上限。`
      case 'size':
        return `${name} 有 ${bytes(problem.got)}，必须正好 ${problem.most} 个。`
      case 'surrogate':
        return `${name} 里有半个代理对，它没有 UTF-8 编码。`
      case 'nul-end':
        return `${name} 以零字节结尾，接收方会把它当作填充。`
      case 'delimiter-inside':
        return `${name} 里有它自己的分隔符：接收方会在那里断开。请换文本，或者换分隔符。`
    }
  },
}

function hex(n: number): string {
  return `0x${n.toString(16).padStart(n > 0xff ? 8 : 2, '0')}`
}
