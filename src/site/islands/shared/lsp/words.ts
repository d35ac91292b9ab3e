/** Words of the language server's help in the editor, which are loaded with it. */
import type { Locale } from '../../../../course/schema.ts'
import { counted } from '../count.ts'

const en = {
  problems: (count: number) => (count === 0 ? 'No problems' : counted(count, 'problem')),
  explain: 'Explain',
  explainTitle: 'What is known of the name at the cursor (F1)',
  explainNothing: 'Nothing is known of what stands at the cursor.',
  definedNowhere: 'No declaration was found for what stands at the cursor.',
  definedIn: (file: string) => `Declared in ${file}, which can be read about here (F1) and not changed.`,
  editorKeys: [
    ['Ctrl Space', 'complete'],
    ['F1', 'explain the name at the cursor'],
    ['F12', 'go to its declaration'],
    ['F2', 'rename it'],
    ['Ctrl Shift Space', 'show the parameters of a call'],
    ['Shift Alt F', 'format'],
    ['F8', 'next problem'],
    ['Ctrl Shift M', 'list the problems'],
    ['Esc, then Tab', 'leave the editor'],
  ] as [key: string, does: string][],
  /** CodeMirror's own texts by their English ones. */
  editorPhrases: {} as Record<string, string>,
}

export type EditorWords = typeof en

const zh: EditorWords = {
  problems: (count) => (count === 0 ? '没有问题' : `${count} 个问题`),
  explain: '说明',
  explainTitle: '光标处名称的说明（F1）',
  explainNothing: '光标处没有可说明的内容。',
  definedNowhere: '没有找到光标处名称的声明。',
  definedIn: (file) => `声明在 ${file} 中，可以在这里查看说明（F1），但不能修改。`,
  editorKeys: [
    ['Ctrl Space', '补全'],
    ['F1', '说明光标处的名称'],
    ['F12', '转到声明'],
    ['F2', '重命名'],
    ['Ctrl Shift Space', '显示调用的参数'],
    ['Shift Alt F', '格式化'],
    ['F8', '下一个问题'],
    ['Ctrl Shift M', '列出问题'],
    ['Esc，然后 Tab', '离开编辑器'],
  ],
  editorPhrases: {
    Diagnostics: '问题',
    'No diagnostics': '没有问题',
    Completions: '补全',
    close: '关闭',
    'New name': '新名称',
    rename: '重命名',
    'Rename request failed': '无法重命名',
    'Formatting request failed': '无法格式化',
    'Signature request failed': '无法显示参数',
    'Go to line': '转到行',
    go: '转到',
    Find: '查找',
    Replace: '替换',
    next: '下一个',
    previous: '上一个',
    all: '全部',
    'match case': '区分大小写',
    regexp: '正则表达式',
    'by word': '全字匹配',
    replace: '替换',
    'replace all': '全部替换',
    'current match': '当前匹配',
    'on line': '行号',
  },
}

export function editorWords(locale: Locale): EditorWords {
  return locale === 'zh-cn' ? zh : en
}
