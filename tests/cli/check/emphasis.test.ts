/** Bold that would stay in the page as asterisks. */
import { expect, test } from 'vitest'
import { strayBold } from '../../../src/cli/check/emphasis.ts'

test.for([
  ['**粗体**的文字', 0],
  ['A **bold** word, **another**.', 0],
  ['**运行**启动程序。**停止**立刻结束。', 0],
  ['**没有关上。**后面还有', 1],
  ['前面**“引号”**后面', 2],
  ['前面 **“引号”** 后面', 0],
  ['中文**<Term id="x">词</Term>**中文', 2],
  ['`2 ** 8` 与 `a**b`', 0],
  ['一个**`recv`**调用', 2],
  ['**一行\n另一行**', 0],
])('%s', ([text, count]) => {
  expect(strayBold(text as string)).toHaveLength(count as number)
})
