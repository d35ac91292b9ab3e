import type { Locale } from '../../../../course/schema.ts'

const en = {
  copiedTitle: 'Link copied.',
  readyTitle: 'A link to this.',
  text: 'It holds this lab’s code and settings, in the address alone: nothing is uploaded, and opening it runs nothing.',
  link: 'Link',
  copy: 'Copy',
  tooLongTitle: 'Too long for a link.',
  tooLongText: 'Addresses of more than 32 kB are cut by many programs. As a folder, the programs run with plain Node.',
  folder: 'Download as a folder (.zip)',
  takeTitle: 'This link holds another version of this lab.',
  takeText: (files: string) =>
    `${files === '' ? 'Its settings differ.' : `It changes ${files}.`} Look at it first: it runs only when you press Run. Your own text stays in Versions.`,
  take: 'Show that version',
  leave: 'Keep mine',
  problems: {
    malformed: 'This link cannot be read: perhaps it was cut off on its way. Ask for it again. Nothing was changed.',
    newer: 'This link was made by a newer wirebook. Update yours, then open it again. Nothing was changed.',
    'too-large': 'This link is longer than any that wirebook makes. Nothing was changed.',
    elsewhere: 'This link is for a lab that is not on this page. Nothing was changed.',
  },
  problemTitle: 'A link that does not open.',
  close: 'Close',
  joint: ', ',
}
type Words = typeof en

const zh: Words = {
  copiedTitle: '链接已复制。',
  readyTitle: '这里的链接。',
  text: '实验的代码和设置全在这个地址里：什么都没有上传，打开它也不会运行任何程序。',
  link: '链接',
  copy: '复制',
  tooLongTitle: '太长，放不进链接。',
  tooLongText: '超过 32 kB 的地址会被许多程序截断。下载为文件夹，这些程序用普通的 Node 就能运行。',
  folder: '下载为文件夹（.zip）',
  takeTitle: '这个链接带有本实验的另一个版本。',
  takeText: (files) =>
    `${files === '' ? '它的设置不同。' : `它改动了 ${files}。`}先看一看再说：按下“运行”之前，什么都不会运行。你自己的代码留在“历史版本”里。`,
  take: '显示那个版本',
  leave: '保留我的',
  problems: {
    malformed: '无法读取这个链接：也许在途中被截断了。请对方再发一次。没有改动任何东西。',
    newer: '这个链接由更新的 wirebook 生成。请先更新，再打开它。没有改动任何东西。',
    'too-large': '这个链接比 wirebook 生成的任何链接都长。没有改动任何东西。',
    elsewhere: '这个链接对应的实验不在本页。没有改动任何东西。',
  },
  problemTitle: '打不开的链接。',
  close: '关闭',
  joint: '、',
}

export const shareWords: Record<Locale, Words> = { en, 'zh-cn': zh }
