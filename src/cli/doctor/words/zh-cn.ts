/** The same sentences as en.ts, in Chinese. */
import { BATCH_WALL_SECONDS, type Limits, MAX_WALL_SECONDS } from '../../../sidecar/limits.ts'
import type { DoctorWords } from './en.ts'

const LIMITS: Record<keyof Limits, (value: number) => string> = {
  processes: (value) => `${value} 个进程和线程`,
  descriptors: (value) => `${value} 个打开的文件和套接字`,
  heapMiB: (value) => `${value} MiB 的 JavaScript 堆`,
  memoryMiB: (value) => `${value} MiB 内存`,
  dataMiB: (value) => `${value} MiB 数据段，其中大部分由 Node 预留而从不使用`,
  fileMiB: (value) => `每个文件 ${value} MiB，/tmp 也是`,
  outputBytes: (value) => `${value} 字节输出；其余截断，程序停止`,
  cpuSeconds: (value) => `${value} s CPU 时间`,
  wallSeconds: (value) =>
    value > 0
      ? `${value} s 实际时间`
      : `页面打开期间不限时；run、record 和 grade 有 ${BATCH_WALL_SECONDS} s，实验可以要求最多 ${MAX_WALL_SECONDS} s`,
  packets: (value) => `一次运行保留 ${value} 个数据包；之后的只计数`,
}

export const zh: DoctorWords = {
  forLabs: () => '实验需要的',
  extras: () => '另外用到的',
  limits: () => '学习者的程序受到的限制（实验或练习可以另行规定）',
  limit: (name, value) => LIMITS[name](value),
  ok: () => '可用',
  no: () => '不可用',
  cannotRun: () => '实验在这里无法运行',
  verdict: (tier, machine) => `${tier}：${machine.join('，')}`,
  improve: () => '可以这样改善：',

  timeout: (seconds) => `${seconds} s 内没有结束`,
  endedWith: (code) => `以状态 ${code} 结束`,
  notInstalled: () => '没有安装',

  utilLinux: () => 'util-linux 工具',
  utilLinuxGood: (tools, version) => `${tools.join('、')}，版本 ${version}`,
  utilLinuxMissing: (tools) => `缺少：${tools.join('、')}`,
  utilLinuxFix: () => '请安装 util-linux（Debian 和 Ubuntu：apt-get install util-linux mount）。',
  appArmor: () => 'AppArmor',
  appArmorGood: () => '不限制用户命名空间里的操作',
  freshProc: () => '独立的 /proc',
  freshProcGood: () => '已成功挂载；没有容器策略遮住其中一部分',

  trial: () => '完整运行一个实验',
  trialRan: (packets, calls) => `运行成功；看到 ${packets} 个数据包，${calls ? '报告了' : '没有报告'}套接字调用`,
  printedNothing: () => '它没有打印任何内容',
  seeAbove: () => '请看这里还缺少什么。',
  systemCalls: () => '程序的系统调用',
  callsTold: (count) => `报告了 ${count} 次`,
  noneTold: () => '一次也没有报告',
  systemCallsFix: () =>
    '有策略禁止 ptrace；在 Docker 中：--cap-add SYS_PTRACE。只有 run --trace 和讲 I/O 模型的课需要它。',

  straceGood: () => '供你在 wirebook shell 里使用；实验有自己的跟踪器',
  straceInstall: () => '不是必需的：实验有自己的跟踪器。自己要用时：apt-get install strace。',
  straceRefused: () => '有策略禁止 ptrace。在 Docker 中：--cap-add SYS_PTRACE。',
  tsharkGood: () => '能读取抓包文件：wirebook 用它核对自己的解析',
  tsharkFix: () => '请安装 tshark（Debian 和 Ubuntu：apt-get install tshark）。只有本项目自己的测试用到它。',
  chromiumGood: (program) => `${program} 能显示页面`,
  chromiumFix: () => '不是必需的：任何浏览器都能显示课程，测试用的 Chromium 随 npm 安装。',
  pythonGood: (version) => `${version}：实验用 run --with 与它的程序通信`,
  pythonFix: () => '有些实验要用另一种语言，请为它们安装 python3。',
}
