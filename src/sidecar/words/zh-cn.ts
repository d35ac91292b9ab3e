/** The same sentences as en.ts, in Chinese. Commands, options, paths and names of programs stay as they are typed. */
import type { Ending, SidecarWords } from './en.ts'

const DOCTOR = '请运行 npx wirebook doctor。'
/** As documents and JSON name them, in parentheses. */
const TIERS: Record<string, string> = { full: '完整级（full）', basic: '基本级（basic）', reduced: '受限级（reduced）' }
const ending = (how: Ending): string => (typeof how === 'string' ? `信号 ${how}` : `退出码 ${how}`)
const listed = (names: readonly string[]): string => names.join('、')

export const zh: SidecarWords = {
  ready: (url) => `wirebook 已就绪：${url}`,
  lowerTier: (tier, reason) => `实验在${TIERS[tier] ?? tier}下运行：${reason}`,
  tier: (name) => TIERS[name] ?? name,
  cannotRun: (why) => `实验无法运行：${why}`,
  cannotRunAs: (code) => `实验无法运行，原因是 ${code}：`,
  requestFailed: (why) => `有一个请求处理失败：${why}`,
  cannotGrade: (why) => `练习无法评分：${why}`,
  hostRefused: (host) =>
    `--host ${host} 会让网络上的其他人在这台机器上运行程序；请去掉 --host，要从别处访问就用 SSH 隧道`,
  portTaken: (port, owner, other) =>
    `端口 ${port} 已被${owner ? ` ${owner} ` : ''}占用；请用 --port 换一个，例如 --port ${other}`,
  portRefused: (port, other) => `当前用户无权监听端口 ${port}；请用 --port 换一个，例如 --port ${other}`,
  noSuchAddress: (host) => `这台机器没有地址 ${host}；去掉 --host 就会使用 127.0.0.1`,

  classroomFolder: (folder, why) => `无法把课堂保存在 ${folder}：${why}。请用 --classroom 指定另一个文件夹`,
  classroomNewer: (step) => `这个课堂是更新版本的 wirebook 保存的（数据库里有步骤 ${step}）：请升级 wirebook`,
  classroomUnreachable: (where, why) => `数据库 ${where} 没有响应：${why}。PostgreSQL 是否在那里运行？地址是否正确？`,
  classroomRefused: (where, why) => `数据库 ${where} 拒绝了连接：${why}。请建立该用户和数据库，并允许该用户在其中建表`,
  classroomNone: (where) => `${where} 里还没有课堂。wirebook serve --classroom 会建立一个；地址是否正确？`,
  classroomBehind: (step) =>
    `这个课堂的数据表比当前的 wirebook 旧（缺少步骤 ${step}）：请启动一次 wirebook serve，它会先备份，再更新数据表`,
  classroomFull: (where) =>
    `${where} 所在的磁盘已满；没有做任何改动。请腾出磁盘空间，或者把课堂移到更大的磁盘（见 docs/operate.md），然后重新启动`,
  classroomReadOnly: (where) =>
    `${where} 可以读取，但不能写入。请让运行 wirebook 的用户有权写入该文件夹及其中的文件；若是 PostgreSQL，请指定可写的服务器，而不是只读副本`,
  classroomDamaged: (where, why) =>
    `${where} 里课堂的数据库已损坏（${why}）。请保留该文件，并用 wirebook classroom restore 把最近的备份恢复到另一个文件夹`,
  classroomNoDatabase: (file) =>
    `${file} 存在，但不是 SQLite 数据库。请用 --classroom 指定另一个文件夹，或者把该文件移走`,
  classroomBusy: (where) => `另一个程序占用着 ${where} 里的数据库，一直没有放开。请结束占用它的程序，再重新启动`,
  classroomPassword: (where) =>
    `数据库 ${where} 拒绝了这个密码。请检查 \`postgres://user:password@host/…\` 里的密码；其中 \`@ / : # %\` 等字符要写成 \`%40 %2F %3A %23 %25\``,
  classroomScraper: (text) => `选项 --scraper 的“${text}”既不是地址，也不是 10.0.0.0/8 这样的网络`,
  backupExists: (file) => `${file} 已经存在，不会被覆盖；请换一个文件名`,
  backupUnwritable: (file, why) => `无法写入备份 ${file}：${why}。没有留下未完成的文件；请腾出空间，或者换一个位置`,
  backupUnreadable: (file, why) => `无法读取 ${file}：${why}`,
  backupForeign: (file) =>
    `${file} 不是课堂的备份。备份由 wirebook classroom backup 生成：一个 SQLite 文件，或者用 gzip 压缩的 JSON 行`,
  backupTable: (table) => `备份里有一个数据表“${table}”，它的任何步骤都不会建立这个表；没有恢复任何内容`,
  backupCut: (file) => `${file} 不完整或已损坏；没有恢复任何内容。请使用更早的备份，或者重新复制这一份`,
  backupCounts: (table, told, found) =>
    `备份声称“${table}”有 ${told} 行，实际只有 ${found} 行；没有恢复任何内容。请使用更早的备份`,
  backupNewer: (step) => `这份备份由更新版本的 wirebook 生成（含有步骤 ${step}）：请先升级 wirebook，再恢复`,
  restoreNotEmpty: (where) => `${where} 已在使用，不会覆盖任何内容。请恢复到没有课堂的文件夹，或者专门建立的空数据库`,
  restoreFailed: (why) => `无法恢复这份备份：${why}。没有留下任何内容`,
  classroomWaits: (where, seconds) => `数据库 ${where} 还没有响应；继续等待，最多再等 ${seconds} 秒`,
  classroomTier: (tier, missing) =>
    [
      `课堂需要${TIERS.full}：只有这样，一名学习者的程序才完全接触不到别人的程序。这台机器只能提供${TIERS[tier] ?? tier}。缺少：`,
      ...missing,
      DOCTOR,
    ].join('\n'),
  classroomLack: (name, detail, fix) => `  ${name}：${[detail, fix].filter(Boolean).join('。')}`,
  classroomOrigin: (text) =>
    `选项 --origin 的“${text}”不是一个源；应填浏览器地址栏里第三个斜杠之前的部分，例如 https://course.example.org`,
  classroomPlain: (text) =>
    `--origin ${text}：用不加密的 http，口令会在途中被人读到。请在前面放一个带证书的 Caddy 或 nginx，并填写它的 https 地址`,
  classroomNeedsOrigin: (host) =>
    `--host ${host} 与 --classroom 一起使用时，还要用 --origin 给出浏览器访问课堂所用的 https 地址，例如 --origin https://course.example.org`,
  classroomProxy: (text) => `选项 --proxy 的“${text}”既不是地址，也不是 10.0.0.0/8 这样的网络`,
  classroomSchool: (text) =>
    `选项 --oidc-issuer 的“${text}”不是签发者地址：应为 https 地址（只有本机可用 http），例如 https://login.school.example`,
  classroomStart: (url) =>
    [`这里还没有教师。请在 24 小时内打开下面的链接（只能用一次），成为第一位教师：`, url].join('\n'),

  otherBuilds: () => '另一个进程正在构建网站……',
  building: () => '正在构建网站……',
  built: (seconds) => `构建完成，用时 ${seconds} s`,
  unwritable: (folder) =>
    `网站需要构建，但当前用户不能写入 ${folder}。请以它的所有者身份运行一次 npx wirebook build，或者使用自己的副本`,
  noSiteSources: () =>
    '这是发布的软件包，里面是构建好的课程，没有页面的源文件。请克隆代码仓库，在那里运行 npm install，然后使用其中的 bin/wirebook',
  buildFailed: (said) => ['网站构建失败：', said].join('\n'),

  noStore: (folder, why) => `无法把你的代码保存在 ${folder}：${why}。请用 --data 指定另一个文件夹`,
  newerStore: (version) => `这些数据是更新版本的 wirebook 写下的（格式 ${version}）：请升级 wirebook`,
  notStored: (why) => `无法保存到磁盘：${why}`,
  storeFull: () => '无法保存：磁盘已满。请腾出一些空间；之前保存的内容还在',
  workTooLarge: (mib) => `没有读入：这里一个文件最多 ${mib} MiB。什么都没有改动，你的文件还是原样`,
  workTooSlow: (seconds) => `没有读入：文件在 ${seconds} 秒内没有传完。什么都没有改动，请在网络好些时再试`,
  workBusy: () => '暂时没有读入：正在读入别的文件。什么都没有改动，请稍后再试',
  storePersonFull: (mib) =>
    `没有保存到服务器：你的内容已达到本班每人 ${mib} MiB 的上限。它仍在这个浏览器里；请在“进度”页下载一份，并请老师腾出空间`,
  storeReadOnly: (why) => `无法保存：数据现在是只读的（${why}）。请恢复写入权限`,
  notRead: (why) => `无法从磁盘读取已保存的内容：${why}。请先备份数据文件夹，再用 --data 指定另一个`,
  oldStoreCopied: (copy) => `你的代码和记录将改用新格式保存；原来的数据已备份到 ${copy}`,

  noProgram: (lab, name, names) => `${lab} 没有程序“${name}”；它的程序有：${listed(names)}`,
  noFile: (lab, name, names) => `${lab} 没有文件“${name}”；它的文件有：${listed(names)}`,
  noHost: (option, name, names) => `${option} 要用主机“${name}”；现有的主机：${listed(names)}`,
  noPlace: (program) => `程序“${program}”没有可以运行的主机；lab.json 必须指定一台`,
  noWire: (lab) => `${lab} 只有一台主机，没有线路，也就没有可以延迟或丢弃的东西`,

  notLinux: (platform) => `网络命名空间是 Linux 的功能；这里是 ${platform}`,
  noUtilLinux: (said) => `没有安装 util-linux（${said}）。请安装它。`,
  noNamespaces: (said) => `这台机器不允许创建命名空间（${said}）。${DOCTOR}`,
  noHelper: (said) => `沙箱的辅助进程没有启动（${said || '它没有输出任何信息'}）。${DOCTOR}`,
  noStage: (folders) => `${listed(folders)} 都不能用作挂载点`,
  closedToNobody: (path, repository) =>
    `wirebook 以 root 身份运行，除 Web 服务器之外都会改用没有特权的用户，但那个用户读不了 ${path}。请运行 chmod -R go+rX ${repository}，或者以普通用户身份运行 wirebook。`,
  closedToPerson: (said, repository) =>
    `wirebook 以 root 身份运行，学习者的程序则改用普通用户，但那个用户无法启动程序（${said}）。请运行 chmod -R go+rX ${repository}，或者把它放到人人可以进入的文件夹，或者以普通用户身份运行 wirebook。`,
  notContained: (reasons) => `没有办法隔离程序（${reasons}）。${DOCTOR}`,
  noFilter: (architecture) => `没有适用于 ${architecture} 的系统调用过滤器`,
  notTraced: (program, why) => `无法跟踪“${program}”的系统调用：${why}`,
  noTraceHere: () => `只有实验拥有命名空间时才能跟踪系统调用。${DOCTOR}`,
  noWireHere: () => `这台机器没有给实验独立的网络，所以没有可以干扰的线路。${DOCTOR}`,

  helperNoMemory: () =>
    '沙箱的辅助进程结束了，很可能是内存用完了。请关闭不需要的程序，或者放宽限制（容器的内存限制至少 512 MiB，ulimit -v 至少 4 GiB），然后重新运行实验。',
  helperEnded: (how, said) =>
    `沙箱的辅助进程结束了（${ending(how)}${said === '' ? '' : `：${said}`}）。请重新运行实验。`,
  programLate: (ms) => `有一个程序在 ${ms} ms 内没有启动`,
  programNotStarted: (how, said) => `有一个隔离的程序没有启动：${said || `它以${ending(how)}结束`}`,
  classNeedsFull: () => '课堂网络需要 full 级隔离',
  sandboxClosed: () => '沙箱已经关闭',
  networkClosed: () => '网络已经关闭',
  graderClosed: () => '还没有得出结果，评分器就关闭了',
  graderEnded: (how, said) => `评分进程结束了（${ending(how)}）${said === '' ? '' : `：${said}`}`,

  seesFiles: (refused) =>
    `程序能看到这台机器的文件，因为无法为它们建立单独的视图${refused === '' ? '' : `（${refused}）`}；运行 npx wirebook doctor 可以知道怎样改善。`,
  noNetwork: (code) => `实验没有独立的网络，原因是 ${code}：`,
  plainProgramsHere: () => '程序作为本机的普通进程运行：请只运行自己的代码。只有 root 能看到数据包。',
  reducedAsked: () => `这是按要求使用的${TIERS.reduced}。`,
  raw: (text) => text,
  coded: (code) => `${code}：`,
  gap: () => '',

  otherLab: (lab) => `这是 ${lab} 的录制`,
  otherPrograms: () => '录制时的程序与现在的不同',
  notRecorded: (options) => `没有录制过这样的设置：${options || '保持原样'}`,
  otherWay: (options, runs) => `设置为 ${options || '原样'} 时，${runs} 次运行都与录制不同`,
}
