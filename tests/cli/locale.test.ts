/** The command line in the language of whoever uses it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, test, vi } from 'vitest'
import { columns } from '../../src/cli/columns.ts'
import { en as doctorEn } from '../../src/cli/doctor/words/en.ts'
import { zh as doctorZh } from '../../src/cli/doctor/words/zh-cn.ts'
import { reported } from '../../src/cli/exit.ts'
import { commandLine } from '../../src/cli/program.ts'
import { en } from '../../src/cli/words/en.ts'
import { zh as faultsZh } from '../../src/cli/words/faults-zh.ts'
import { en as helpEn } from '../../src/cli/words/help/en.ts'
import { zh as helpZh } from '../../src/cli/words/help/zh-cn.ts'
import { voiceOf } from '../../src/cli/words/index.ts'
import { localeNamed, localeOf } from '../../src/cli/words/locale.ts'
import { zh } from '../../src/cli/words/zh-cn.ts'
import { ROOT } from '../../src/course/load.ts'
import type { Locale } from '../../src/course/schema.ts'
import { FAULT_WORDS } from '../../src/protocol/fault-words.ts'
import { SandboxError } from '../../src/sidecar/sandbox/error.ts'
import { en as featuresEn } from '../../src/sidecar/sandbox/features/words/en.ts'
import { zh as featuresZh } from '../../src/sidecar/sandbox/features/words/zh-cn.ts'
import { serve } from '../../src/sidecar/serve.ts'
import { en as sidecarEn } from '../../src/sidecar/words/en.ts'
import { zh as sidecarZh } from '../../src/sidecar/words/zh-cn.ts'
import { ownNetwork } from '../support/tier.ts'
import { pathWithoutTools, wirebook } from './command.ts'
import { englishIn, hasHan } from './english.ts'

vi.setConfig({ testTimeout: 120_000 })

describe('which language', () => {
  test.each<[string, string[], Record<string, string>, Locale]>([
    ['English when nobody says anything', ['serve'], {}, 'en'],
    ['the environment’s', ['serve'], { LANG: 'zh_CN.UTF-8' }, 'zh-cn'],
    ['any Chinese', [], { LANG: 'zh_TW.Big5' }, 'zh-cn'],
    ['LC_MESSAGES before LANG', [], { LC_MESSAGES: 'zh_CN', LANG: 'en_GB.UTF-8' }, 'zh-cn'],
    ['LC_ALL before both', [], { LC_ALL: 'C.UTF-8', LC_MESSAGES: 'zh_CN', LANG: 'zh_CN' }, 'en'],
    ['an empty one is not set', [], { LC_ALL: '', LANG: 'zh_CN@pinyin' }, 'zh-cn'],
    ['one that there is none of is English', [], { LANG: 'fr_FR.UTF-8' }, 'en'],
    ['--locale before all', ['run', 'tcp/x', '--locale', 'en'], { LC_ALL: 'zh_CN' }, 'en'],
    ['--locale before the command', ['--locale=zh', 'serve'], { LANG: 'en_US' }, 'zh-cn'],
    ['the last --locale', ['--locale', 'en', 'serve', '--locale=zh_CN'], {}, 'zh-cn'],
    ['an unknown --locale is answered in the environment’s', ['--locale', 'fr'], { LANG: 'zh_CN' }, 'zh-cn'],
    ['check --locale chooses lessons', ['check', '--locale', 'zh-cn'], {}, 'en'],
    ['--locale check does not', ['--locale', 'zh-cn', 'check'], {}, 'zh-cn'],
    ['behind -- nothing is an option', ['run', '--', '--locale', 'zh'], {}, 'en'],
  ])('%s', (_why, words, env, locale) => {
    expect(localeOf(words, env)).toBe(locale)
  })

  test.each([
    ['zh', 'zh-cn'],
    ['zh-CN', 'zh-cn'],
    ['zh_CN', 'zh-cn'],
    ['ZH-Hans', 'zh-cn'],
    ['en_US', 'en'],
    ['english', null],
    ['zhuang', null],
    ['', null],
  ])('%s is %s', (name, locale) => {
    expect(localeNamed(name)).toBe(locale)
  })
})

describe('catalogues', () => {
  const PAIRS: [string, object, object][] = [
    ['words', en, zh],
    ['help', helpEn, helpZh],
    ['doctor', doctorEn, doctorZh],
    ['features', featuresEn, featuresZh],
    ['sidecar', sidecarEn, sidecarZh],
    ['faults', FAULT_WORDS, faultsZh],
  ]
  /** Sentences without words of their own: what others said, and what stands between two. */
  const WORDLESS = ['raw', 'gap', 'coded', 'found', 'aside', 'listComma']
  /** Names that are the same in every language. */
  const NAMES = ['libatomic', 'ipv6', 'bubblewrap', 'appArmor']
  /** Composed from tables that stand beside them. */
  const COMPOSED = [
    'packet',
    'limit',
    'tier',
    'verdict',
    'programEnded',
    'foot',
    'docker',
    'size',
    'badFault',
    'refused',
    'classroomLack',
  ]

  test.each(PAIRS)('%s have the same sentences in both languages, each its own', (_name, english, chinese) => {
    expect(Object.keys(chinese)).toEqual(Object.keys(english))
    const plain = [...WORDLESS, ...NAMES, ...COMPOSED]
    const untold = Object.entries(chinese)
      .filter(([id, say]) => !plain.includes(id) && !hasHan(String(say)))
      .map(([id]) => id)
    expect(untold).toEqual([])
    const same = Object.entries(english).filter(
      ([id, say]) =>
        !plain.includes(id) && String(say) === String(Object.entries(chinese).find(([one]) => one === id)![1]),
    )
    expect(same).toEqual([])
  })

  test.each(PAIRS)('%s: no English in a Chinese sentence', (_name, _english, chinese) => {
    const found = Object.entries(chinese).flatMap(([id, say]) => {
      const texts = [...String(say).matchAll(/'([^']*)'|`([^`]*)`/g)].map(([, single, back]) => single ?? back ?? '')
      return texts.flatMap((text) => (hasHan(text) && englishIn(text) !== null ? [`${id}: ${englishIn(text)}`] : []))
    })
    expect(found).toEqual([])
  })
})

/** All commands of the line, by their words. */
function commands(of: Command, before = ''): [string, Command][] {
  const name = `${before}${of.name()}`
  return [[name, of], ...of.commands.flatMap((command) => commands(command, `${name} `))]
}
const line = (locale: Locale) => commandLine(locale, locale === 'en' ? helpEn : helpZh, () => voiceOf(locale))

describe('help', () => {
  test.each(commands(line('zh-cn')))('%s --help is Chinese, each line of it', (_name, command) => {
    const help = command.helpInformation()
    expect(englishIn(help)).toBeNull()
    for (const { flags, description } of command.options) expect([flags, hasHan(description)]).toEqual([flags, true])
    expect(hasHan(command.description())).toBe(true)
    expect(help).not.toMatch(/Usage|Options|Commands|default:|choices:|env:|\[options\]|\[command\]/)
  })

  test('no line of it is wider than a terminal, and descriptions stand under each other', async () => {
    const help = line('zh-cn').helpInformation()
    expect(Math.max(...help.split('\n').map(columns))).toBeLessThanOrEqual(80)
    const starts = help
      .split('\n')
      .filter((row) => /^ {2}\S+.* {2}\S/.test(row))
      .map((row) => columns(/^.*? {2,}(?=\p{Script=Han})/u.exec(row)![0]))
    expect(new Set(starts).size).toBe(1)
  })

  test('every command but check, which has its own, takes --locale', () => {
    for (const [name, command] of commands(line('en'))) {
      if (command.commands.length > 0 && name !== 'wirebook') continue
      const option = command.options.find(({ long }) => long === '--locale')
      expect([name, option?.description]).toEqual([
        name,
        name === 'wirebook check' ? helpEn.checkLocale() : helpEn.locale(),
      ])
    }
  })
})

/** What the command line says of wrong words, without carrying anything out. */
async function wrong(locale: Locale, words: string[]): Promise<string> {
  let said = ''
  const program = line(locale)
  for (const [, command] of commands(program))
    command.configureOutput({
      writeErr: (text) => {
        said += text
      },
    })
  await program.parseAsync(['node', 'wirebook', ...words]).catch(() => {})
  return said
}

describe('wrong usage', () => {
  const WRONG: [string[], string, string][] = [
    [['serv'], '没有命令“serv”（是否想用 serve？）', "unknown command 'serv'\n(Did you mean serve?)"],
    [['serve', '--prt', '1'], '没有选项“--prt”（是否想用 --port？）', "unknown option '--prt'\n(Did you mean --port?)"],
    [['run'], '缺少参数“lab”', "missing required argument 'lab'"],
    [
      ['worker'],
      '必须给出选项“--classroom <postgres://…>”',
      "required option '--classroom <postgres://…>' not specified",
    ],
    [['run', 'a/b', '--pcap'], '选项“--pcap <file>”缺少它的值', "option '--pcap <file>' argument missing"],
    [
      ['build', 'a', 'b'],
      '“build”的参数过多：应为 0 个，实际是 2 个',
      "too many arguments for 'build'. Expected 0 arguments but got 2",
    ],
    [
      ['serve', '--port', 'x'],
      '选项“--port <n>”不接受“x”：端口是 0 到 65535 的数',
      "option '--port <n>' argument 'x' is invalid. a port is a number from 0 to 65535",
    ],
    [
      ['new', 'lab', 'a/b', '--topology', 'ring'],
      '选项“--topology <name>”不接受“ring”：可选的有 solo、pair、routed',
      "option '--topology <name>' argument 'ring' is invalid. Allowed choices are solo, pair, routed",
    ],
    [
      ['doctor', '--locale', 'fr'],
      '选项“--locale <name>”不接受“fr”：可选的有 en 和 zh-cn（也可写成 zh、zh-CN、zh_CN）',
      "option '--locale <name>' argument 'fr' is invalid. Accepted are en and zh-cn (also written zh, zh-CN, zh_CN)",
    ],
  ]

  test.each(WRONG)('%j', async (words, chinese, english) => {
    expect(await wrong('zh-cn', words)).toBe(`USAGE: ${chinese}。用法见 npx wirebook --help。\n`)
    expect(await wrong('en', words)).toBe(`USAGE: ${english}. See "npx wirebook --help".\n`)
  })
})

describe('as it is started', () => {
  const CHINESE = { LC_ALL: '', LC_MESSAGES: '', LANG: 'zh_CN.UTF-8' }

  test('an error is told with its code, in the language of the environment', async () => {
    const { code, err } = await wirebook(['run', 'tcp/handshak-1'], { env: CHINESE })
    expect(code).toBe(64)
    expect(err).toMatch(/^LAB_UNKNOWN: 没有名为“tcp\/handshak-1”的实验；相近的有：tcp\/handshake-1、/)
  })

  test('--locale beats the environment', async () => {
    const { err } = await wirebook(['run', 'tcp/handshak-1', '--locale', 'en'], { env: CHINESE })
    expect(err).toMatch(/^LAB_UNKNOWN: there is no lab "tcp\/handshak-1"; near it: /)
    const other = await wirebook(['run', 'tcp/handshak-1', '--locale', 'zh_CN'])
    expect(other.err).toMatch(/^LAB_UNKNOWN: 没有/)
  })

  test('a language that there is none of is wrong usage, with those that there are', async () => {
    const { code, err } = await wirebook(['build', '--locale', 'fr'])
    expect([code, err]).toEqual([
      64,
      "USAGE: option '--locale <name>' argument 'fr' is invalid. Accepted are en and zh-cn (also written zh, zh-CN, zh_CN). See \"npx wirebook --help\".\n",
    ])
  })

  test('a fault that is not understood is shown with its place and the grammar', async () => {
    const words = ['run', 'tcp/handshake-3', '--fault', 'client/udp:loss=lots']
    const { code, err } = await wirebook(words, { env: CHINESE })
    const [first, text, caret, grammar] = err.split('\n')
    expect([code, first]).toEqual([64, 'FAULT_MALFORMED: --fault：这里应为比例：0% 到 100%，或者 0 到 1'])
    expect(caret!.indexOf('^')).toBe(text!.indexOf('lots'))
    expect(grammar).toContain('几条之间用逗号分开')
  })

  test('what lies below speaks Chinese too: a run error, and a refused address', async () => {
    const [run, serve] = await Promise.all([
      wirebook(['run', 'tcp/handshake-1', '--only', 'nobody'], { env: CHINESE }),
      wirebook(['serve', '--host', '0.0.0.0'], { env: CHINESE }),
    ])
    expect([run.code, run.err]).toEqual([
      64,
      'PROGRAM_UNKNOWN: tcp/handshake-1 没有程序“nobody”；它的程序有：server、client\n',
    ])
    expect([serve.code, serve.err]).toEqual([
      2,
      expect.stringMatching(/^HOST_REFUSED: --host 0\.0\.0\.0 会让网络上的其他人/),
    ])
  })

  test('only the catalogue of the language that is spoken is loaded', () => {
    const loaded = (language: string) => {
      const hook = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) { if (/\\/words\\//.test(url)) console.error(url); return next(url, context) } })`
      const args = [
        '--disable-warning=ExperimentalWarning',
        `--import=data:text/javascript,${encodeURIComponent(hook)}`,
        'src/cli/main.ts',
        '--help',
      ]
      const env = { ...process.env, LC_ALL: language }
      const script = `exec "$0" "$@" 2>&1 >/dev/null`
      return execFileSync('sh', ['-c', script, process.execPath, ...args], { cwd: ROOT, env, encoding: 'utf8' })
    }
    expect(loaded('C')).not.toMatch(/zh-cn|-zh\.ts/)
    expect(loaded('zh_CN.UTF-8')).not.toMatch(/help\/en\.ts/)
    expect(loaded('zh_CN.UTF-8')).toMatch(/help\/zh-cn\.ts/)
  })
})

describe('a lab, in Chinese', () => {
  const CHINESE = { LC_ALL: 'zh_CN.UTF-8' }

  test('run tells how programs ended and what packets say; its document stays what it is', async (context) => {
    ownNetwork(context)
    const [told, json] = await Promise.all([
      wirebook(['run', 'tcp/handshake-1'], { env: CHINESE }),
      wirebook(['run', 'tcp/handshake-1', '--json'], { env: CHINESE }),
    ])
    expect(told.out).toMatch(/── server ── 已停止\n {3}listening/)
    expect(told.out).toMatch(/│ SYN，请求建立连接 · seq 0 ─+►│/)
    expect(told.out).toMatch(/握手完成，上行 0 字节，下行 0 字节，由客户端用 FIN 关闭/)
    const { packets } = JSON.parse(json.out) as { packets: { summary: string }[] }
    expect(packets.map(({ summary }) => summary).join('\n')).toContain('SYN, asks to open · seq 0')
    expect(hasHan(json.out)).toBe(false)
  })

  test('shell says who is where', async (context) => {
    ownNetwork(context)
    const { code, err } = await wirebook(['shell', 'tcp/handshake-1', '--command', 'true'], { env: CHINESE })
    expect(err).toContain('tcp/handshake-1：这里只有它的网络，与外界无关')
    expect(err).toMatch(/client +10\.0\.0\.1 {2}← 这个终端/)
    expect(err).toContain('server 正在监听 tcp:9999')
    expect(code).toBe(0)
  })

  test('doctor speaks it, in columns, and its document does not', async () => {
    const [told, json] = await Promise.all([
      wirebook(['doctor'], { env: CHINESE }),
      wirebook(['doctor', '--json'], { env: CHINESE }),
    ])
    const features = told.out.split('\n').filter((row) => /^(可用|不可用) /.test(row))
    expect(features.length).toBeGreaterThan(10)
    // The mark, the name and the detail each begin in one column.
    const name = /^(?:可用|不可用) +/
    expect(new Set(features.map((row) => columns(name.exec(row)![0]))).size).toBe(1)
    expect(told.out.split('\n').filter((row) => englishIn(row) !== null)).toEqual([])
    expect(hasHan(json.out)).toBe(false)
  })

  test('where there are no namespaces, it says why and what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
    try {
      const env = { ...CHINESE, PATH: pathWithoutTools(folder) }
      const { code, err } = await wirebook(['shell', 'tcp/handshake-1', '--command', 'true'], { env })
      expect(err).toMatch(
        /^SHELL_NO_NETWORK: 没有可以进入的网络。实验没有独立的网络，原因是 SANDBOX_NO_UNSHARE：没有安装 util-linux（.*）。请安装它。程序作为本机的普通进程运行/m,
      )
      expect(code).toBe(2)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

test('the server says in these words that it is ready, and why labs are not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
  const lines: string[] = []
  mkdirSync(join(folder, 'site'))
  const refused = new SandboxError('SANDBOX_NO_USERNS', ['noNamespaces', 'unshare: Operation not permitted'])
  const serving = await serve({
    port: 0,
    data: join(folder, 'data'),
    site: join(folder, 'site'),
    signals: false,
    words: sidecarZh,
    log: (line) => lines.push(line),
    openSandbox: () => Promise.reject(refused),
  })
  try {
    await vi.waitFor(() => expect(lines).toHaveLength(2))
    expect(lines).toEqual([
      `wirebook 已就绪：${serving.url}`,
      '实验无法运行：SANDBOX_NO_USERNS: 这台机器不允许创建命名空间（unshare: Operation not permitted）。请运行 npx wirebook doctor。',
    ])
    const taken = { port: Number(new URL(serving.url).port), data: join(folder, 'data'), signals: false }
    const error = await serve({ ...taken, log: () => {} }).catch((one: unknown) => one)
    expect(reported(error, await voiceOf('zh-cn'))).toMatch(
      /^PORT_TAKEN: 端口 \d+ 已被.*占用；请用 --port 换一个，例如 --port \d+$/,
    )
  } finally {
    await serving.close()
    rmSync(folder, { recursive: true })
  }
})

test('an error without a sentence of its own is framed, and one that nobody expected says whose it is', async () => {
  const voice = await voiceOf('zh-cn')
  expect(reported(new SandboxError('SANDBOX_SYSTEM', 'setns failed with errno 1'), voice)).toBe(
    'SANDBOX_SYSTEM: 沙箱的一次系统调用失败：setns failed with errno 1',
  )
  expect(reported(new Error('x is not a function'), voice)).toMatch(
    /^UNEXPECTED: wirebook 自身出了错，请连同下面的内容一起报告。\nError: x/,
  )
})

test('the launcher says in the language of the environment what Node it lacks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wirebook-test-'))
  try {
    mkdirSync(join(folder, 'bin'))
    mkdirSync(join(folder, 'tools'))
    copyFileSync(join(ROOT, 'bin/node'), join(folder, 'bin/node'))
    const said = (env: Record<string, string>) => {
      const words = [join(folder, 'bin/node'), '--version']
      return spawnSync('/bin/sh', words, {
        env: { PATH: pathWithoutTools(join(folder, 'tools')), ...env },
        encoding: 'utf8',
      })
    }
    const english = said({ LC_ALL: 'C', LANG: 'zh_CN.UTF-8' })
    rmSync(join(folder, 'tools'), { recursive: true })
    mkdirSync(join(folder, 'tools'))
    const chinese = said({ LANG: 'zh_CN.UTF-8' })
    expect([english.status, english.stderr]).toEqual([
      2,
      expect.stringMatching(/^NODE_MISSING: Node 26 is not installed/),
    ])
    expect([chinese.status, chinese.stderr]).toEqual([
      2,
      expect.stringMatching(/^NODE_MISSING: 没有在 .* 安装 Node 26/),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
