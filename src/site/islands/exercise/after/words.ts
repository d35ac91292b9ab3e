/** Words of what is shown after an attempt: solution, attempts side by side. They are loaded with it. */
import type { Locale } from '../../../../course/schema.ts'
import { counted } from '../../shared/count.ts'

const en = {
  compare: 'Compare with the solution',
  giveUp: 'Show the solution',
  giveUpSure: 'Show it now? Your own code stays.',
  yes: 'Show it',
  no: 'Not yet',
  solution: 'A solution',
  solutionLoading: 'Fetching the solution',
  solutionGone: 'The solution could not be fetched. Try again when the lab is back.',
  yourCode: 'Your code',
  hideSolution: 'Hide the solution',
  attempts: 'Compare attempts',
  attemptsTitle: 'Attempts compared',
  close: 'Close',
  earlier: 'One attempt',
  later: 'and another',
  attempt: (number: number, when: string, passed: number, all: number) =>
    `Attempt ${number}, ${when}: ${passed} of ${all} passed`,
  attemptShort: (number: number) => `Attempt ${number}`,
  tests: 'Tests',
  test: 'Test',
  hidden: 'Hidden',
  changedTests: (changed: number, same: number) =>
    changed === 0
      ? `No test changed: ${counted(same, 'test')} as before.`
      : `${counted(changed, 'test')} changed, ${same} as before.`,
  states: { passed: 'passed', failed: 'failed', missing: 'not reached', absent: 'not there yet' },
  code: (file: string) => `Code of ${file}`,
  loading: 'Fetching the versions',
  offline: 'The code of attempts is kept by the lab. It is here again when the lab is back.',
  gone: (number: number) => `The code of attempt ${number} is not kept any more.`,
  about: (number: number) => `Attempt ${number} does not name its code: this is the version saved last before it.`,
}
export type AfterWords = typeof en

const zh: AfterWords = {
  compare: '与参考解答比较',
  giveUp: '查看解答',
  giveUpSure: '现在就看？你的代码会保留。',
  yes: '查看',
  no: '先不看',
  solution: '一种解答',
  solutionLoading: '正在获取解答',
  solutionGone: '无法获取解答。恢复连接后再试。',
  yourCode: '你的代码',
  hideSolution: '收起解答',
  attempts: '比较两次尝试',
  attemptsTitle: '两次尝试的比较',
  close: '关闭',
  earlier: '一次尝试',
  later: '另一次',
  attempt: (number, when, passed, all) => `第 ${number} 次，${when}：${all} 个测试通过 ${passed} 个`,
  attemptShort: (number) => `第 ${number} 次`,
  tests: '测试',
  test: '测试',
  hidden: '隐藏测试',
  changedTests: (changed, same) =>
    changed === 0 ? `测试结果都没有变：${same} 个与之前相同。` : `${changed} 个测试的结果变了，${same} 个与之前相同。`,
  states: { passed: '通过', failed: '未通过', missing: '未执行到', absent: '当时还没有' },
  code: (file) => `${file} 的代码`,
  loading: '正在获取历史版本',
  offline: '各次尝试的代码由实验环境保存，恢复连接后可以查看。',
  gone: (number) => `第 ${number} 次尝试的代码已不再保留。`,
  about: (number) => `第 ${number} 次尝试没有记下代码：这里是它之前最后保存的版本。`,
}

export const afterWords: Record<Locale, AfterWords> = { en, 'zh-cn': zh }
