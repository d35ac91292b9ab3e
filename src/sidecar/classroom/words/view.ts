/** Of the live class view. */
const en = {
  noSuchLesson: (id: string) => `the course has no lesson “${id}”`,
  noSuchLab: (id: string) => `the course has no lab “${id}”`,
  noSuchAttempt: () => 'this learner has no such attempt in this cohort',
  handIsDown: () => 'this hand is down already; somebody else may have answered it',
}

const zh: typeof en = {
  noSuchLesson: (id) => `课程里没有“${id}”这一课`,
  noSuchLab: (id) => `课程里没有“${id}”这个实验`,
  noSuchAttempt: () => '这位学员在本班没有这次提交',
  handIsDown: () => '这只手已经放下，可能已有人去解答',
}

export const view = { en, zh }
