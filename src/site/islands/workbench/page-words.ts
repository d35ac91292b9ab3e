/** The page's title and its opening, apart from the island: the outline of every page names it. */
import type { Locale } from '../../../course/schema.ts'

const en = {
  title: 'Workbench',
  heading: 'Protocol workbench',
  lede: 'Define a frame field by field, and see at once what it makes of your values: the bytes, what a receiver gets of them however the stream is cut, and the code that does it.',
}

const zhCn: typeof en = {
  title: '工作台',
  heading: '协议工作台',
  lede: '逐个字段定义一种帧，马上就能看到：你的值变成哪些字节；流无论怎样切开，接收方会得到什么；还有做这些事的代码。',
}

export const workbenchPageWords: Record<Locale, typeof en> = { en, 'zh-cn': zhCn }
