/** Of people: signing in, passphrases, links. */
const en = {
  signInWrong: () => 'this name and passphrase do not belong together; check both',
  signInWait: (seconds: number) => `too many wrong tries; the next one is possible in ${seconds} s`,
  busy: () => 'many people are signing in at this moment; try again in a few seconds',
  passphraseShort: (least: number) =>
    `a passphrase needs at least ${least} characters; a few words together are easy to keep`,
  passphraseLong: (most: number) => `a passphrase has at most ${most} characters`,
  passphraseCommon: () => 'this passphrase is among the first that anybody would try; choose another',
  passphraseName: () => 'your name is not a passphrase; choose another',
  passphraseCurrent: () => 'the present passphrase is not right',
  linkUnknown: () => 'this link is not known; ask for a new one',
  linkUsed: () => 'this link has been used already; sign in, or ask for a new one',
  linkExpired: () => 'this link is too old; ask for a new one',
  linkOfStaff: () => 'a link for this person has to come from an administrator',
  signInUnknown: () => 'there is no such sign-in of yours',
  noSuchPerson: () => 'there is no such person',
  lastAdmin: () => 'this is the last administrator; name another one first',
  deleteUnconfirmed: (handle: string) => `nothing was deleted: type the sign-in name ${handle} to confirm`,
}

const zh: typeof en = {
  signInWrong: () => '名字和口令不匹配，请检查两者',
  signInWait: (seconds) => `错误次数太多，${seconds} 秒后才能再试`,
  busy: () => '此刻登录的人很多，请过几秒再试',
  passphraseShort: (least) => `口令至少要有 ${least} 个字符；把几个词连起来就很好记`,
  passphraseLong: (most) => `口令最多 ${most} 个字符`,
  passphraseCommon: () => '这个口令太常见，谁都会先试它；请换一个',
  passphraseName: () => '不能用自己的名字作口令；请换一个',
  passphraseCurrent: () => '现在的口令不对',
  linkUnknown: () => '这个链接无效，请索取新的链接',
  linkUsed: () => '这个链接已经用过；请登录，或者索取新的链接',
  linkExpired: () => '这个链接已经过期，请索取新的链接',
  linkOfStaff: () => '这个人的链接只能由管理员生成',
  signInUnknown: () => '你没有这条登录记录',
  noSuchPerson: () => '没有这个人',
  lastAdmin: () => '这是最后一位管理员，请先指定另一位',
  deleteUnconfirmed: (handle) => `没有删除任何内容：请输入登录名 ${handle} 以确认`,
}

export const people = { en, zh }
