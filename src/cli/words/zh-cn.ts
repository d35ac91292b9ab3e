/** The same sentences as en.ts, in Chinese. Options, commands, paths, names and what programs print stay as they are. */
import type { LimitName } from '../../protocol/lab.ts'
import type { OddFile, OutStep, Words } from './en.ts'
import { packetInChinese } from './packets-zh.ts'

const listed = (names: readonly string[]): string => names.join('、')
const near = (names: readonly string[]): string => (names.length > 0 ? `；相近的有：${listed(names)}` : '')

const LIMITS: Record<LimitName, string> = {
  output: '输出上限',
  memory: '内存上限',
  cpu: 'CPU 时间上限',
  wall: '时间上限',
  packets: '数据包上限',
  processes: '进程与线程数上限',
  descriptors: '打开文件与套接字数上限',
  file: '文件大小上限',
  disk: '磁盘空间上限',
}

const FILES: Record<OddFile, string> = {
  fifo: '命名管道',
  socket: '套接字',
  device: '设备文件',
  'special file': '特殊文件',
}

const OUT_STEPS: Record<OutStep, string> = {
  noFolder: '没有这个文件夹；请先创建它',
  fileOnTheWay: '路径中有一段是文件；请换一个文件夹',
  isFolder: '这是文件夹；请指定其中的一个文件',
  denied: '当前用户不能写入那里；请换一个位置',
  readOnly: '那个文件系统是只读的；请换一个位置',
  loop: '它的链接绕成了圈；请换一个位置',
  longName: '文件名太长；请取短一些',
}

/** Errors whose message is in English alone: what kind of thing went wrong. */
const FRAMES: Record<string, string> = {
  LAB_INVALID: '这个实验的文件有误',
  EXERCISE_INVALID: '这个练习的文件有误',
  RECORDING_INVALID: '这份录制有误',
  SANDBOX_SYSTEM: '沙箱的一次系统调用失败',
  SANDBOX_BAD_REQUEST: '沙箱收到了不能执行的请求',
  SANDBOX_NO_CONTAINMENT: '没有办法隔离程序',
  SANDBOX_START_FAILED: '沙箱没有启动',
}

const HANDSHAKES = { complete: '完成', incomplete: '未完成', refused: '被拒绝' }
const SIDES = { client: '客户端', server: '服务器' }
const PROPERTIES: Record<string, string> = { handshake: '握手', closedBy: '关闭方', close: '关闭方式' }

export const zh: Words = {
  framed: (code, message) => `${FRAMES[code] ?? '系统给出的原文'}：${message}`,
  unexpected: (trace) => ['wirebook 自身出了错，请连同下面的内容一起报告。', trace].join('\n'),
  unknownId: ({ what, id, near: names, units }) =>
    `没有名为“${id}”的${what === 'lab' ? '实验' : '练习'}${names.length > 0 ? near(names) : `；名称的形式是 <unit>/<name>，单元有：${listed(units)}`}`,

  ended: ({ reason, code, signal, limit }) => {
    if (reason === 'stopped') return '已停止'
    if (reason === 'limit') return `达到${limit === undefined ? '某项上限' : LIMITS[limit]}，已停止`
    if (reason === 'crashed') return signal ? `被 ${signal} 结束` : `崩溃，状态 ${code}`
    return `已退出，状态 ${code}`
  },

  wantsArgument: (got) => `--arg 要写成 PROGRAM=VALUE，例如 server=order=le，实际是“${got}”`,
  wantsFile: (got) => `--code 要写成 PROGRAM=FILE，例如 server=my-server.ts，实际是“${got}”`,
  wantsTrace: (got) => `--trace 要写成 PROGRAM 或 PROGRAM=io，实际是“${got}”`,
  workerWantsServer: (where) =>
    `worker 为保存在 PostgreSQL 中的课堂评分，而“${where}”不是 postgres://…。保存在文件夹里的课堂由那台机器上的 wirebook serve 自己评分，可用 --slots 增加同时评分的个数`,
  workerBehind: (steps) =>
    `课堂的数据库缺少 ${steps.join('、')}：请先启动这个版本的 wirebook serve --classroom，由它建表`,
  workerTier: (why, missing) => [`课堂评分需要完整级（full）隔离，而这台机器做不到：${why}`, ...missing].join('\n'),
  workerReady: (slots, where) => `正在为 ${where} 评分，同时 ${slots} 个`,
  workerLeaves: () => '不再领取新的评分；进行中的完成后就结束',

  backedUp: (file, rows) => `${file} 保存了课堂此刻的全部内容，共 ${rows} 行；请放在只有你能读取的地方`,
  restored: (where, rows) => `已将 ${rows} 行恢复到 ${where}，并核对了行数`,
  linkWantsOrigin: () => '浏览器用什么地址访问课堂？请用 --origin 指定，例如 --origin https://course.example.org',
  linkWantsPerson: (handle) =>
    `已经有人管理这个课堂（${handle}）；请说明链接用来让谁登录，例如 wirebook classroom link ${handle}`,
  startLink: (url) => [`请在 24 小时内打开下面的链接（只能用一次），成为第一位教师：`, url].join('\n'),
  personLink: (name, handle, url) =>
    [`下面的链接让 ${name}（${handle}）登录，只能用一次，14 天内有效；打开它的人就是这个人：`, url].join('\n'),
  personUnknown: (said) => `没有人的标识、姓名或邮箱是“${said}”；wirebook classroom people 会列出所有人`,
  personAmbiguous: (said, handles) => `有几个人都叫“${said}”；请用标识指定其中一个：${listed(handles)}`,
  listAdmin: () => '管理员',
  listInactive: () => '不能登录',
  listMember: (title, role) => `${title}的${{ instructor: '教师', assistant: '助教', learner: '学习者' }[role]}`,
  listComma: () => '，',
  listClass: (learners, staff, timeZone, archived) =>
    `${learners} 名学习者，${staff} 名教师和助教，${timeZone}${archived === null ? '' : `，${archived} 归档`}`,
  noPeople: () => '这里还没有人；wirebook classroom link 会生成第一位教师的链接',
  noCohorts: () => '还没有班级；教师可以在教学页面建立',
  personExported: (name, file) => `${name} 的全部存储内容已写入 ${file}`,
  deleteWhat: (name, handle, gone, unnamed) =>
    [
      `${name}（${handle}）及其全部内容将被永久删除：${listed(gone)}`,
      ...(unnamed.length === 0 ? [] : [`此人为别人做的事会保留，但不再注明是谁：${listed(unnamed)}`]),
      '以下内容不受影响：先前的备份和导出文件，以及已经发给学校的成绩',
    ].join('\n'),
  deleteAsk: (handle) => `输入 ${handle} 确认删除：`,
  deleteUnconfirmed: (handle) => `没有删除任何内容；要删除，请加上 --confirm ${handle}`,
  deleteLastAdmin: (handle) => `${handle} 是唯一的管理员，没有删除任何内容。请先让别人担任管理员`,
  deleted: (handle, standIn) => `${handle} 已删除；别人的内容和审计记录中提到此人之处，改写为 ${standIn}`,
  retentionOff: () => '全部内容都会保留，包括已归档的班级',
  retentionOn: (days, attempts, texts) =>
    `班级归档 ${days} 天后，其中的作业内容会被删除，课堂运行期间每天执行一次；现在到期的有：${attempts} 次尝试，${texts} 份文本`,

  onlyWith: (option, other) => `${option} 只能与 ${other} 一起使用；请去掉它，或者加上 ${other}`,
  notWith: (option, other) => `${option} 和 ${other} 不能一起使用；请去掉其中一个`,
  wantsSeed: (most, got) => `--seed 要一个 0 到 ${most} 的整数，实际是 ${got}`,
  noProgram: (lab, name, names) => `${lab} 没有程序“${name}”；它的程序有：${listed(names)}`,
  noServer: (name, names) => `--arg ${name}：这里没有运行这个服务器；服务器有：${listed(names) || '无'}`,
  noHost: (option, name, names) => `${option} ${name}：这个实验的主机有：${listed(names)}`,
  noCode: (file) => `没有文件 ${file}`,
  codeNoFile: (file) => `${file} 不是文件；请指定程序的源代码文件`,
  codeNotText: (file) => `读不了 ${file}：它不是 UTF-8 文本`,
  codeUnreadable: (file, why) => `读不了 ${file}：${why}`,
  unwritable: (option, file, why, folder) => {
    const whys = { noFolder: `没有文件夹 ${folder}`, isFolder: '这是文件夹', denied: '当前用户不能写入那里' }
    return `${option} ${file}：${whys[why]}`
  },
  badFault: (explained) => `--fault：${explained}`,
  manyFaults: (count, most) => `有 ${count} 条干扰；最多同时生效 ${most} 条`,
  noNode: (lab, { what, name, names }) => {
    const kind = what === 'host' ? '主机' : '链路'
    return `${lab}：没有名为“${name}”的${kind}；${names.length === 0 ? `这里没有${kind}` : `现有的${kind}：${listed(names)}`}`
  },

  withNotFound: (command) => `本机没有这条命令：${command}。请检查名称，或者安装它。`,
  outputCut: (bytes) => `……输出已截断，还有 ${bytes} 字节未显示`,
  noPackets: () => '没有数据包',
  notKept: (packets) => `另有 ${packets} 个数据包被看到但未保留`,
  interruptedRun: () => '注意：运行被中断；以上是到那时为止捕获的内容',
  note: (text) => `注意：${text}`,
  foot: (lab, seed, tier, kernel) => `${lab} · 种子 ${seed} · ${tier} · Linux ${kernel}`,
  group: (name) =>
    ({
      Handshake: '握手',
      Data: '数据',
      Close: '关闭',
      Reset: '复位',
      Retransmission: '重传',
      'Zero window': '零窗口',
      Other: '其他',
    })[name],
  packet: packetInChinese,
  lostOnLink: () => '在线路上丢失',
  replaced: () => '由别的帧代替它传送',
  made: (made, of) =>
    ({
      duplicate: of === '' ? '副本' : `${of} 的副本`,
      piece: of === '' ? '拆出的一部分' : `${of} 的一部分`,
      joined: of === '' ? '合并而成' : `由 ${of} 合并而成`,
      reset: '由线路产生，两台主机都没有发送',
    })[made],
  underway: (ms) => `途中 ${ms} ms`,
  flow: ({ client, server, handshake, bytes, close, closedBy, retransmissions }) => {
    const by = closedBy === null ? '对端' : SIDES[closedBy]
    const closed = close === 'open' ? '仍未关闭' : `由${by}用 ${close === 'fin' ? 'FIN' : 'RST'} 关闭`
    const again = retransmissions > 0 ? `，重传 ${retransmissions} 个` : ''
    return `${client} → ${server}：握手${HANDSHAKES[handshake]}，上行 ${bytes.client} 字节，下行 ${bytes.server} 字节，${closed}${again}`
  },

  systemCalls: (program) => `${program} 的系统调用（主线程）`,
  untraced: (why) => `  ${why}\n  这个程序没有被跟踪。`,
  untold: () => '  ……此后的调用不再显示，也没有被跟踪',
  stillWaiting: () => '（仍在等待）',

  captured: (lab, seed, kernel) => `${lab}，种子 ${seed}，Linux ${kernel}`,
  capturedPart: (comment, lost) => `${comment}；另有 ${lost} 个数据包被看到但未保留`,
  from: (node) => `来自 ${node}`,
  travelledInstead: () => '由别的帧代替它传送',
  delivered: (ms) => `${ms} ms 后送达`,

  noNetworkToEnter: (reason) => `没有可以进入的网络。${reason}`,
  noTool: (message) => `${message}。请安装 util-linux（nsenter、unshare、setpriv）。`,
  place: (lab) => `${lab}：这里只有它的网络，与外界无关`,
  here: () => '  ← 这个终端',
  listens: (program, at) => `${program} 正在监听 ${at}`,
  hasEnded: (program, how) => `${program} 已经结束：${how}`,
  notYet: (program) => `${program} 还没有开始监听`,
  leave: () => '用 exit 或 Ctrl-D 离开；离开后这一切都会消失。',

  programEnded: (program, how, said) => `${program} ${how}${said === '' ? '' : `：${said}`}`,
  notPrinted: (program, text, later, output) =>
    `${program} ${later ? '在先前的内容之后' : ''}没有打印“${text}”；它打印了：${output}`,
  noProtocol: (protocol, seen) => `没有看到 ${protocol} 数据包；看到的有：${listed(seen) || '无'}`,
  lostByCapture: (packets) => `抓包漏掉了 ${packets} 个数据包`,
  noFlow: (property, wanted) => `${PROPERTIES[property] ?? property}应为 ${wanted}，但没有 TCP 流`,
  otherFlow: (property, ends, found, wanted) =>
    `${ends} 的${PROPERTIES[property] ?? property}是 ${found}，应为 ${wanted}`,
  retransmitted: (found, wanted) => `重传 ${found} 个，应为 ${wanted} 个`,

  nothingToRecord: (reason) => `没有可以录制的数据包。${reason}`,
  someRecorded: (done, all) => `${all} 个实验中完成了 ${done} 个；这些文件是完整的。`,
  tooLarge: (size, most) => `压缩后 ${size}；随课程提供的录制最多 ${most}`,
  noRecording: (file, lab) => `没有 ${file}；请用 npx wirebook record ${lab} 制作`,
  signs: (what) => `${what}（- 录制时，+ 现在）`,
  compared: (runs) => `比较了 ${runs} 次运行`,
  taken: (runs, size) => `${runs} 次运行，压缩后 ${size}`,
  asRecorded: (labs) => `${labs} 个实验与录制一致`,
  recorded: (labs, size) => `录制了 ${labs} 个实验，压缩后共 ${size}`,
  others: (done, labs) => `${done}，另有 ${labs} 个不行`,

  neitherFile: (path, kind) =>
    `${path} 是${FILES[kind]}，既不是普通文件也不是文件夹；请指定程序的源代码，或者用“-”表示标准输入`,
  oneText: (path, names) =>
    `${path ?? '标准输入'} 只是一份文本，而这个练习有 ${names.length} 个文件（${listed(names)}）：请指定包含它们的文件夹`,
  mayNotGo: (path) => `当前用户不能进入 ${path}；对它的各级文件夹用 chmod u+x 可以恢复权限`,
  circle: (path) => `${path} 是绕成圈的符号链接；请指定文件本身`,
  nothingThere: (path, link, names) =>
    `没有文件或文件夹 ${path}${link === null ? '' : `：它是指向 ${link} 的符号链接，而那里什么也没有`}${names.length === 0 ? '；路径对吗？' : near(names)}`,
  mayNotLook: (path, code) => `当前用户不能查看文件夹 ${path}（${code}）；用 chmod u+rx 恢复权限`,
  filesMissing: (folder, missing, names, has, more) => {
    const there = has.length === 0 ? '它是空的' : `其中有 ${listed(has)}${more ? '……' : ''}`
    const step =
      names.length === 0
        ? `${there}；请按练习里的名称给文件命名`
        : `相近的有：${listed(names)}；请重命名，或者直接指定那个文件`
    return `文件夹 ${folder} 里没有 ${listed(missing)}；${step}`
  },
  outUnwritable: (file, step, why, printed) =>
    `--out ${file}：${step === null ? why : OUT_STEPS[step]}${printed ? '（本应写入的内容已改为打印出来）' : ''}`,
  gradedReduced: (reason) => `注意：在受限级（reduced）下评分，只作为练习：${reason}`,

  otherFiles: (folder) => `${folder} 里有别的文件；请指定空文件夹，或者先前导出的文件夹`,
  noPath: (text) => `“${text}”不是路径；请写成 /course/ 的形式`,
  exportWhat: () =>
    '请说明要导出什么：“wirebook export --static DIR”导出课程，“wirebook export --lab ID DIR”导出一个实验',
  notEmpty: (folder) => `${folder} 不是空的；请指定空文件夹，或者还不存在的文件夹`,
  labExported: (lab, folder, commands, modules) =>
    [
      `${lab} 已导出到 ${folder}。在那个文件夹里，每行各用一个终端：`,
      ...commands.map((command) => `  ${command}`),
      `其中的 README.md 说明了何时启动哪一个${modules.length === 0 ? '' : `，以及怎样得到 ${modules.join('、')}`}。`,
    ].join('\n'),
  exported: (folder, base) => `课程已导出到 ${folder}，应以 ${base} 为路径提供`,

  courseWanted: () => '这是发布的软件包，不在其中改动课程。请用 --course 指定自己的文件夹，或者克隆代码仓库',
  noCourse: (folder) => `--course：没有文件夹 ${folder}`,
  badId: (id) => `“${id}”：名称的形式是 <unit>/<name>，由小写字母、数字和连字符组成`,
  frameWantsFunction: () => '--frame 需要 --kind function：编解码器是被调用的，不是用来通信的',
  unreadableFrame: (file, why) => `--frame：无法读取 ${file}（${why}）`,
  noFrame: (file) => `--frame：${file} 不是帧的定义；“协议工作台”页面的“定义（JSON）”可以生成`,
  wrongFrame: (file, field, code) => `--frame：${file} 的“${field}”有错（${code}）；“协议工作台”页面会说明原因`,
  tinyFrame: (file) => `--frame：${file} 是只有一个字节的帧，流切不开它；请再加一个字段`,
  wantsPackets: () => '--capture 需要 --kind server 或 client：函数不发送数据包',
  unlisted: (id, names) => `src/course/units.ts 没有列出 ${id} 这一课：请先在那里列出${near(names)}`,
  pathTaken: (paths) => `${listed(paths)} 已经存在；没有写入任何内容`,
  writtenAlready: (id) => `${id} 这一课的各种语言都已写好`,
  wrote: (file) => `已写入 ${file}`,
  next: (id) => `下一步：填写标有 FILL-IN 的地方；npx wirebook check --only ${id} 会把它们列出来`,
  inNoLesson: (id) => `src/course/units.ts 还没有在任何一课里列出 ${id}`,
  whenRight: (id) => `写好之后：npx wirebook record ${id}`,
  needsLab: (id) => `它需要：npx wirebook new lab ${id}`,
  needsExercise: (id) => `它需要：npx wirebook new exercise ${id} --kind function|server|client`,

  watchOne: () => '--watch 只看一个练习：请用 --only 指定它',
  noId: (id, names) => `没有名为“${id}”的课文、实验或练习${near(names)}`,
  lessonsRead: (count) => `读了 ${count} 篇课文`,
  lab: (id) => `实验 ${id}`,
  labHow: (how) => ({ run: '', remembered: '  沿用先前的结果', 'not run': '  未运行' })[how],
  labsDone: (done, all) => `实验 ${done}/${all}`,
  gradingsDone: (done, all, exercise) => `评分 ${done}/${all}  ${exercise}`,
  exercise: (id) => `练习 ${id}`,
  proved: (right, caught, seconds) => `${right} 份正确的代码通过，查出 ${caught} 个变异体，${seconds} s`,
  shouldPass: () => '应当通过却没有通过',
  notCaught: () => '没有按应有的方式被查出',
  passes: () => '通过',
  fails: () => '不通过',
  failsBy: (test, cause) => `因“${test}”不通过${{ assertion: '', late: '（超时）', gone: '（进程已结束）' }[cause]}`,
  notRun: (reason) => `未运行：${reason}`,
  problems: (count) => `${count} 个问题`,
  warnings: (count) => `${count} 个警告`,
  holds: () => '成立',
  courseHolds: () => '课程成立',
  found: (parts) => parts.join('，'),
  gradings: (count, remembered, seconds) =>
    `评分 ${count} 次${remembered > 0 ? `，沿用 ${remembered} 次` : ''}，${seconds} s`,
  summary: (verdict, work, stopped) => `${stopped ? '已停止；到此为止：' : ''}${verdict}（${work}）`,
  saved: (file) => `${file} 已保存`,
}
