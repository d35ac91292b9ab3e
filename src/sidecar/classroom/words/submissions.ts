/** Of handing in, and of those who grade. */
const en = {
  submissionIdTaken: () => 'this submission could not be taken: another one has its number; submit again',
  submissionTooLarge: (most: number) =>
    `the files of a submission may have ${most >> 20} MiB together; make them smaller`,
  submissionNoRoom: (mib: number) =>
    `not handed in: your work has reached the ${mib} MiB that this class keeps for each person. Your code stays here; ask your teacher for room`,
  submissionsWaiting: (count: number) =>
    `${count} submissions of yours are waiting for their verdicts; wait for one of them`,
  submittedTooOften: (seconds: number) =>
    `that is many submissions in a short time; the next one is possible in ${seconds} s. Your code is kept.`,
}

const zh: typeof en = {
  submissionIdTaken: () => '这次提交的编号已被占用，未能收下，请重新提交',
  submissionTooLarge: (most) => `一次提交的所有文件合计不能超过 ${most >> 20} MiB，请缩小后再提交`,
  submissionNoRoom: (mib) => `没有提交：你的内容已达到本班每人 ${mib} MiB 的上限。你的代码还在这里，请老师腾出空间`,
  submissionsWaiting: (count) => `你还有 ${count} 次提交正在等待评分，请等其中一次出结果后再提交`,
  submittedTooOften: (seconds) => `短时间内提交得太频繁，${seconds} 秒后可以再次提交。你的代码已保存。`,
}

export const submissions = { en, zh }
