/** Of cohorts, their members and join codes. */
const en = {
  codeUnknown: () => 'there is no such join code; check each character',
  codeRevoked: () => 'this join code no longer holds; ask your instructor for the present one',
  codeExpired: () => 'this join code is too old; ask your instructor for the present one',
  codeUsedUp: () => 'this join code has been used as often as it may be; ask your instructor for another',
  cohortArchived: (title: string) => `“${title}” is archived: it can be read, and nothing in it changes`,
  alreadyMember: (title: string) => `you are a member of “${title}” already`,
  memberUnknown: () => 'this person is not a member of the class',
  lastInstructor: () => 'this is the last instructor of the class; name another one first',
  noSuchCode: () => 'the class has no such join code',
  manyCodes: (most: number) => `a class has at most ${most} join codes that hold; revoke one first`,
  needsName: () => 'say your name and choose a passphrase, or sign in first',
}

const zh: typeof en = {
  codeUnknown: () => '没有这个加入码，请逐个字符核对',
  codeRevoked: () => '这个加入码已经作废，请向老师索取现在的加入码',
  codeExpired: () => '这个加入码已经过期，请向老师索取现在的加入码',
  codeUsedUp: () => '这个加入码的使用次数已满，请向老师索取另一个',
  cohortArchived: (title) => `“${title}”已归档：可以查看，但不能再更改`,
  alreadyMember: (title) => `你已经是“${title}”的成员`,
  memberUnknown: () => '这个人不是本班成员',
  lastInstructor: () => '这是本班最后一位教师，请先指定另一位',
  noSuchCode: () => '本班没有这个加入码',
  manyCodes: (most) => `一个班最多有 ${most} 个有效的加入码，请先作废一个`,
  needsName: () => '请填写名字并设置口令，或者先登录',
}

export const cohorts = { en, zh }
