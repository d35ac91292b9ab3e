import type { Locale } from '../../../course/schema.ts'

const en = {
  title: 'Search and commands',
  placeholder: 'Search the course, or say what to do',
  groups: {
    here: 'On this page',
    pages: 'Lessons and pages',
    work: 'Labs and exercises',
    terms: 'Terms',
    text: 'In the text',
    do: 'Commands',
  },
  results: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  none: 'Nothing found. Try one word, in English or Chinese.',
  searching: 'Searching the text…',
  noIndex: 'The text cannot be searched on this site; titles and terms can.',
  light: 'Light theme',
  dark: 'Dark theme',
  system: 'Theme of the system',
  keys: 'Show all keys',
  home: 'All units',
  glossary: 'Glossary',
  workbench: 'Protocol workbench',
  run: (lab: string) => `Run “${lab}”`,
  stop: (lab: string) => `Stop “${lab}”`,
  exercise: 'exercise',
  lab: 'lab',
  hint: '↑ ↓ to choose, Enter to go, Esc to close',
  close: 'Close',
  keysTitle: 'Keys',
  keyGroups: [
    {
      title: 'Everywhere',
      keys: [
        ['Ctrl K, ⌘ K', 'search and commands'],
        ['?', 'this list'],
        ['Esc', 'close what is open'],
      ],
    },
    {
      title: 'In a lab',
      keys: [
        ['Ctrl Enter, ⌘ Enter', 'run all programs'],
        ['Ctrl ., ⌘ .', 'stop'],
        ['← →', 'in the file tabs: the next file'],
      ],
    },
    {
      title: 'In the editor',
      keys: [
        ['Ctrl Space', 'complete'],
        ['F12', 'go to the definition'],
        ['F2', 'rename'],
        ['Shift Alt F', 'format'],
        ['F8', 'next problem'],
        ['Ctrl F, ⌘ F', 'find and replace'],
        ['Esc, then Tab', 'leave the editor, with Vim and Emacs keys as well'],
        ['Ctrl M, ⇧ ⌥ M', 'Tab moves on instead of indenting, or again indents (VS Code keys)'],
        [':w', 'save now (Vim keys; saving is automatic)'],
      ],
    },
    {
      title: 'In the packets',
      keys: [
        ['↑ ↓ Home End', 'walk from packet to packet'],
        ['Enter', 'to the bytes of the packet'],
        ['t', 'ladder or table'],
        ['Space', 'play slowly, pause'],
        ['+ −', 'spread the rows by time'],
        ['Esc', 'free what is pinned'],
      ],
    },
    {
      title: 'In the stream and the bytes',
      keys: [
        ['← → ↑ ↓', 'walk between blocks, rows, fields'],
        ['Enter', 'pin; on a field: read and copy its bytes'],
      ],
    },
  ] as { title: string; keys: [string, string][] }[],
}
type Words = typeof en

const zh: Words = {
  title: '搜索与命令',
  placeholder: '搜索课程，或输入要做的事',
  groups: { here: '本页', pages: '课文与页面', work: '实验与练习', terms: '术语', text: '正文中', do: '命令' },
  results: (count) => `${count} 个结果`,
  none: '没有找到。试试只用一个词，中文或英文都可以。',
  searching: '正在搜索正文……',
  noIndex: '本站不能搜索正文；标题和术语可以。',
  light: '浅色主题',
  dark: '深色主题',
  system: '跟随系统的主题',
  keys: '显示全部快捷键',
  home: '全部单元',
  glossary: '术语表',
  workbench: '协议工作台',
  run: (lab) => `运行“${lab}”`,
  stop: (lab) => `停止“${lab}”`,
  exercise: '练习',
  lab: '实验',
  hint: '↑ ↓ 选择，Enter 前往，Esc 关闭',
  close: '关闭',
  keysTitle: '快捷键',
  keyGroups: [
    {
      title: '在任何地方',
      keys: [
        ['Ctrl K、⌘ K', '搜索与命令'],
        ['?', '这张表'],
        ['Esc', '关闭当前的面板'],
      ],
    },
    {
      title: '在实验里',
      keys: [
        ['Ctrl Enter、⌘ Enter', '运行全部程序'],
        ['Ctrl .、⌘ .', '停止'],
        ['← →', '在文件标签上：换一个文件'],
      ],
    },
    {
      title: '在编辑器里',
      keys: [
        ['Ctrl Space', '补全'],
        ['F12', '转到定义'],
        ['F2', '重命名'],
        ['Shift Alt F', '格式化'],
        ['F8', '下一个问题'],
        ['Ctrl F、⌘ F', '查找与替换'],
        ['Esc，然后 Tab', '离开编辑器，Vim、Emacs 键位下也一样'],
        ['Ctrl M、⇧ ⌥ M', '切换 Tab 的作用：移动焦点或缩进（VS Code 键位）'],
        [':w', '立即保存（Vim 键位；平时自动保存）'],
      ],
    },
    {
      title: '在数据包里',
      keys: [
        ['↑ ↓ Home End', '逐个数据包移动'],
        ['Enter', '到这个数据包的字节'],
        ['t', '时序图或表格'],
        ['Space', '慢速播放，暂停'],
        ['+ −', '按时间拉开各行'],
        ['Esc', '放开钉住的内容'],
      ],
    },
    {
      title: '在字节流和字节里',
      keys: [
        ['← → ↑ ↓', '在方块、行、字段之间移动'],
        ['Enter', '钉住；在字段上：读出并复制它的字节'],
      ],
    },
  ],
}

export type PaletteWords = Words
export const paletteWords: Record<Locale, Words> = { en, 'zh-cn': zh }
