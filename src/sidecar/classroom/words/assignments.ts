/** Of assignments, the gradebook and regrades. */
const en = {
  noSuchAssignment: () => 'there is no such assignment in this cohort',
  noSuchRegrade: () => 'there is no such regrade in this cohort',
  notALearner: () => 'this person is not a member of the cohort',
  noSuchItem: (ref: string) => `the course has no “${ref}”; look it up in the table of contents`,
  itemNotAssigned: (ref: string) => `“${ref}” is not part of this assignment`,
  pointsOutOfRange: (most: number) => `points go from 0 to ${most}`,
  notOpenYet: (title: string, when: string) => `“${title}” opens ${when}. Your code is kept; hand it in then.`,
  closed: (title: string, when: string) =>
    `“${title}” closed ${when}. Your code is kept; ask your instructor for an extension.`,
  noAttemptsLeft: (title: string, limit: number) =>
    `all ${limit} attempts of “${title}” are used. Your code is kept; you can still run it as often as you like.`,
  coolingDown: (title: string, when: string) =>
    `“${title}” takes the next attempt ${when}. Use the time: run it, look at the packets.`,
  regradeRunning: () => 'a regrade of these attempts is already under way; apply or discard it first',
  regradeNotReady: (done: number, total: number) => `${done} of ${total} attempts are graded anew; wait for the rest`,
  regradeOver: () => 'this regrade is already over',
  nothingToRegrade: () => 'there are no attempts to grade anew',
  hiddenTest: (number: number) => `hidden test ${number}`,
  releasedLater: () => 'What hidden tests say is shown later.',

  csvName: () => 'Name',
  csvHandle: () => 'Handle',
  csvEmail: () => 'Email',
  csvSourceId: () => 'School id',
  csvTotal: () => 'Total',
  csvOf: (title: string, points: number) => `${title} (${points})`,
}

const zh: typeof en = {
  noSuchAssignment: () => '这个班里没有这份作业',
  noSuchRegrade: () => '这个班里没有这次重新评分',
  notALearner: () => '这个人不是本班成员',
  noSuchItem: (ref) => `课程里没有“${ref}”，请对照目录核实`,
  itemNotAssigned: (ref) => `“${ref}”不在这份作业里`,
  pointsOutOfRange: (most) => `分数应在 0 到 ${most} 之间`,
  notOpenYet: (title, when) => `“${title}”于${when}开放。你的代码已保存，到时再提交即可。`,
  closed: (title, when) => `“${title}”已于${when}截止。你的代码已保存，如需延期请联系老师。`,
  noAttemptsLeft: (title, limit) => `“${title}”的 ${limit} 次提交机会已用完。你的代码已保存，仍可随意运行。`,
  coolingDown: (title, when) => `“${title}”的下一次提交要等到${when}。不妨趁这段时间运行代码，看看数据包。`,
  regradeRunning: () => '这些提交正在重新评分，请先应用或放弃那一次',
  regradeNotReady: (done, total) => `已重新评完 ${done}/${total} 次提交，请等其余的完成`,
  regradeOver: () => '这次重新评分已经结束',
  nothingToRegrade: () => '没有可以重新评分的提交',
  hiddenTest: (number) => `隐藏测试 ${number}`,
  releasedLater: () => '隐藏测试的结果稍后公布。',

  csvName: () => '姓名',
  csvHandle: () => '代号',
  csvEmail: () => '邮箱',
  csvSourceId: () => '学号',
  csvTotal: () => '总分',
  csvOf: (title, points) => `${title}（${points}）`,
}

export const assignments = { en, zh }
