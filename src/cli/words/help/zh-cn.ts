/** The same sentences as en.ts, in Chinese. Options and what stands for a value are typed as they are, so they stay. */
import type { HelpWords } from './en.ts'

const COURSE = '默认：本仓库的课程'

export const zh: HelpWords = {
  usage: () => '用法：',
  commands: () => '命令：',
  options: () => '选项：',
  anyOptions: () => '[选项]',
  anyCommand: () => '[命令]',
  choices: (names) => `可选：${names.join('、')}`,
  usually: (value) => `默认：${value}`,
  environment: (name) => `环境变量：${name}`,
  aside: (parts) => `（${parts.join('；')}）`,
  help: () => '显示帮助',
  version: () => '显示版本号',

  wirebook: () => '交互式网络编程课程，每个数据包都是真的',
  locale: () => '用哪种语言说明（默认：由环境决定）',
  json: () => '输出一份 JSON 文档（docs/cli.md）',

  serve: () => '在本机提供课程',
  servePort: () => '监听的端口',
  serveHost: () => '监听的地址；只有与 --classroom 一起才接受环回以外的地址',
  serveData: () => '保存代码和尝试记录的位置（默认：$XDG_DATA_HOME/wirebook）',
  serveClassroom: () => '开设带账户的课堂，保存在一个文件夹或 PostgreSQL 中（docs/operate.md）',
  serveOrigin: () => '浏览器访问课堂所用的地址，例如 https://course.example.org',
  serveProxy: () => '可信代理的地址或网络，采信它的 X-Forwarded-* 头部；可重复',

  serveSlots: () => '本进程同时评分的个数；0 表示都交给 worker（默认按本机配置）',

  worker: () => '让这台机器也为课堂评分：从课堂的 PostgreSQL 领取评分任务',
  workerClassroom: () => '课堂的数据库，与交给 serve 的相同',
  workerSlots: () => '同时评分的个数（默认按本机配置）',

  build: () => '源文件有变化时重新构建网站',

  run: () => '不用浏览器运行实验：显示每个程序的输出和数据包',
  runCode: () => '用自己的文件代替某个程序',
  runOnly: () => '只启动这个程序；可重复',
  runArg: () => '给某个程序传一个参数',
  runWith: () => '让本机的一个程序在实验的网络里运行',
  runWithHost: () => '--with 在哪台主机上运行',
  runSeed: () => '干扰的种子',
  runFault: () => '干扰线路，例如 loss=20%,delay=50（docs/faults.md）',
  runTrace: () => '显示某个程序的系统调用；写成 PROGRAM=io 时包括文件和管道',
  runPcap: () => '把捕获的数据包写入这个文件',

  shell: () => '实验的服务器运行期间，在实验的网络里打开本机的终端',
  shellHost: () => '终端在哪台主机上（默认：没有服务器的那台）',
  shellBare: () => '不启动任何服务器',
  shellArg: () => '给某个服务器传一个参数',
  shellCommand: () => '运行这条命令，而不是 $SHELL',
  shellQuiet: () => '不显示服务器的输出',

  record: () => '运行实验并保存结果，供没有服务器的页面播放',
  recordVerify: () => '把现在的结果与保存的相比较',
  recordJobs: () => '同时运行几个实验',

  grade: () => '给提交的代码评分：一个文件、一个包含练习文件的文件夹，或者用“-”表示标准输入',
  gradeFormat: () => '结果的格式',
  gradeOut: () => '把结果写入这个文件',
  gradeSeed: () => '重现某次评分',

  check: () => '验证课程：初始代码不通过，解答通过，变异体不通过，实验如其所述，课文合乎要求',
  checkOnly: () => '只检查这个实验、练习或这一课；可重复',
  checkLocale: () => '只检查这种语言的课文',
  checkSeeds: () => '正确的代码用几个种子评分',
  checkThorough: () => '变异体也用每个种子评分',
  checkJobs: () => '同时进行几次评分，或运行几个实验',
  checkNoCache: () => '重新验证先前成立而没有变化的部分',
  checkWatch: () => '针对一个练习：每次保存后显示各份代码的结果',
  checkCourse: () => `包含 labs 和 content 的文件夹（${COURSE}）`,

  make: () => '写出新的一课、实验或练习的骨架，留待填写',
  makeCourse: () => `写到哪里（${COURSE}）`,
  makeLesson: () => '目录里列出的一课，两种语言',
  makeLab: () => '一个服务器和一个客户端',
  makeTopology: () => '它们的网络',
  makeExercise: () => '一个练习，带有测试、解答、另一种解答和变异体',
  makeKind: () => '学习者写的是什么',
  makeFrame: () => '按这个帧生成：文件是“协议工作台”页面给出的定义',
  makeCapture: () => '测试也检查数据包',

  export: () => '把课程导出为普通文件，放到任何静态主机上；或者把一个实验导出为用普通 Node 就能运行的文件夹',
  exportStatic: () => '把课程写到哪个文件夹：空的，或先前导出的；实验播放录制',
  exportBase: () => '主机提供它时的路径',
  exportLab: () => '把这个实验写到文件夹 <dir>，它必须是空的',

  doctor: () => '逐项尝试实验需要的本机功能，并说明怎样改善',

  wrong: (what) => `${what}。用法见 npx wirebook --help。`,
  unknownOption: (flag) => `没有选项“${flag}”`,
  unknownCommand: (name) => `没有命令“${name}”`,
  didYouMean: (names) => `（是否想用 ${names}？）`,
  missingArgument: (name) => `缺少参数“${name}”`,
  missingOption: (flags) => `必须给出选项“${flags}”`,
  missingValue: (flags) => `选项“${flags}”缺少它的值`,
  tooManyArguments: (command, expected, got) =>
    `${command === null ? '' : `“${command}”的`}参数过多：应为 ${expected} 个，实际是 ${got} 个`,
  wrongValue: (flags, value, why) => `选项“${flags}”不接受“${value}”：${why}`,
  wrongEnvironment: (flags, name, value, why) => `选项“${flags}”不接受环境变量 ${name} 的值“${value}”：${why}`,
  allowed: (names) => `可选的有 ${names.replaceAll(', ', '、')}`,
  notPort: () => '端口是 0 到 65535 的数',
  notSeed: () => '种子是 0 到 4294967295 的整数',
  notJobs: (least, most) => `同时进行的个数是 ${least} 到 ${most}`,
  notSlots: (least, most) => `同时评分的个数是 ${least} 到 ${most}`,
  notSeeds: (least, most) => `种子的个数是 ${least} 到 ${most}`,
  notLocale: () => '可选的有 en 和 zh-cn（也可写成 zh、zh-CN、zh_CN）',
}
