/** The same sentences as en.ts, in Chinese. Terms of code and of the network stay as they are written there. */
import type { Words } from './en.ts'
import { EXERCISE_MODULES } from './modules.ts'

export const zh: Words = {
  threw: (name, message) => `你的代码抛出了 ${name}: ${message}`,
  gaveInstead: (value) => `你的代码在这里应当抛出错误，却给出了 ${value}`,
  threwInstead: (value) => `你的代码在这里应当给出结果，却抛出了 ${value}`,
  noAssertion: () => '测试没有检查任何内容就结束了。',
  expected: () => '应为',
  got: () => '实际',
  notBytes: (length, value) => `应为 ${length} 字节的 Uint8Array，实际是 ${value}`,
  bytesDiffer: (at, expected, got) =>
    `第一处不同在字节 ${at}（0x${at.toString(16)}）；应为 ${expected} 字节，实际 ${got} 字节`,
  bytesSame: () => '不应是这些字节',
  inField: (byte, field, offset) => `字节 ${byte} 是字段“${field}”的字节 ${offset}。`,
  fieldValue: (field, expected, got) => `${field}：应为 ${expected}，实际 ${got}`,
  noThrow: (text, value) => `你的代码应当抛出消息为“${text}”的错误，实际得到 ${value}`,
  otherThrow: (text, name, message) => `错误消息应为“${text}”，你的代码抛出的是 ${name}：“${message}”`,

  late: (what, ms) =>
    `${what} 在 ${ms} 毫秒内没有给出结果。你的程序仍在运行，已被终止：是死循环，还是没有人兑现的 Promise？`,
  malformed: (why) =>
    `你的程序在评分器自己的通道上写了不是回答的内容（${why}），已被终止。描述符 3 属于评分器，请不要使用。`,
  notIdle: (ms) => `你的程序在应当无事可做之后 ${ms} 毫秒仍在运行：还有服务器、连接或定时器没有关闭。`,
  missing: (name, has) => `你的程序中没有可调用的函数或类“${name}”。现有：${has}。是否已经 export，拼写是否一致？`,
  nothing: () => '无',
  floods: () => '你的程序输出过多，已被终止。循环里是否有 console.log？请去掉它，或只打印有变化的内容。',
  channelFull: () => '你的程序在评分器通道上发送过多，已被终止。请让每次调用返回更少的数据。',
  memory: () => '你的程序占用内存过多，已被终止。是否有什么随着每次调用不断增长？',
  wall: () => '本次评分的时间已用完，你的程序已被终止。',
  wallBefore: () => '这项测试开始之前，本次评分的时间已用完。',
  lost: () => '未运行：你的程序已不再作答。请先修好上面那项超时的测试，这一项也许并没有问题。',
  testLate: (ms, waited) => `这项测试超过了 ${ms} 毫秒${waited === '' ? '' : `，当时正在等待 ${waited}`}。`,
  exited: (code, during) => `你的程序以退出码 ${code} 结束${during === '' ? '' : `（测试正在等待 ${during}）`}。`,
  killed: (signal, during) => `你的程序被 ${signal} 终止${during === '' ? '' : `（测试正在等待 ${during}）`}。`,

  loading: () => '加载你的文件',
  loadFailed: (what) => `无法加载你的文件。${what}`,
  loadHangs: (ms) =>
    `你的文件在 ${ms} 毫秒内没有加载完：顶层的 await 或循环永远不会结束。请把需要等待的内容移到会被调用的函数里。`,
  loadExits: (code) => `你的文件在加载时就结束了程序（退出码 ${code}）。请把 process.exit() 和可能崩溃的内容移出顶层。`,
  noPackage: (name) =>
    `你的文件导入了包“${name}”，这里没有它。可用的有 Node 自己的模块（node:net、node:dgram、node:crypto 等）以及 ${EXERCISE_MODULES.join('、')}。`,
  noFile: (name, has) =>
    `你的文件导入了“${name}”，提交中没有这个文件。现有：${has}。导入时要写出完整的文件名，包括 ./ 和 .ts。`,
  noExport: (name, from) =>
    `你的文件从“${from}”导入“${name}”，但那里没有导出这个名字。拼写是否一致，那里是否写了 export？`,
  syntax: (said) => `语法错误：${said.replace(/[.。]$/, '')}。请修改此处，或者紧挨在它前面的内容。`,
  unparsed: () => '无法读取提交的代码：TypeScript 解析器在其上失败。它是完整的 TypeScript 吗？',
  noEntry: (file, has) => `提交中没有文件“${file}”${has === '' ? '' : `（现有：${has}）`}。请把你的文件改成这个名字。`,
  oddName: () => '文件名只能包含小写字母、数字、点和连字符，并以 .ts 结尾。请重命名该文件。',
  tooLarge: (bytes, most) => `提交共 ${bytes} 字节，上限为 ${most} 字节。请只提交程序的文本。`,
  tooMany: (most) => `收到的内容超过 ${most} 字节，超出了评分的上限。请只提交程序的文本。`,
  binary: () => '这不是文本：其中有零字节。请提交程序的 TypeScript 源码，而不是构建的产物。',
  notUtf8: (offset) => `这不是 UTF-8 文本：字节 ${offset} 不是任何字符的开头。请把文件另存为 UTF-8。`,
  denied: (code) => `当前用户没有读取权限（${code}）；用 chmod u+r 恢复权限。`,
  isFolder: () => '这是文件夹，不是文件。请把程序本身放在这里。',
  notRegular: (kind) => `这是 ${kind}，不是文件。请把程序本身放在这里。`,
  leadsOut: (target) => `这是指向文件夹之外（${target}）的符号链接。请用文件的副本代替它。`,
  unreadable: (detail) => `无法读取：${detail}。`,

  pass: () => '通过',
  fail: () => '尚未通过',
  error: () => '评分器出错，不是你的问题',
  points: () => '分',
  score: (verdict, points, most) => `${verdict}：${points}/${most} 分`,
  hidden: () => '隐藏测试',
  hiddenLate: () => '你的程序没有及时给出结果。',
  hiddenGone: () => '你的程序在这项测试中结束或被终止了。',
  notRun: () => '未运行',
  after: (said, text) => `${said}：${text}`,
  comma: () => '，',
  aside: (text) => `（${text}）`,
  hint: (text) => `提示：${text}`,
  printed: () => '你的程序打印了：',
  replay: (command) => `重现：${command}`,
  faultStep: () => '这不会扣你的分。请再试一次；如果仍然如此，请告诉评分器的管理者。',
  outputCut: () => '输出已截断。请限制在 500 个字符以内。',
}
