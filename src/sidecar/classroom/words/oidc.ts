/** Of the school's sign-in. */
const en = {
  schoolNone: () => 'this classroom has no sign-in by a school',
  schoolAway: () =>
    'the school’s sign-in cannot be reached at the moment; try again in a moment, or sign in another way',
  schoolLate: () => 'this sign-in took too long, was begun in another browser, or was done already; begin again',
  schoolRefused: () => 'the school’s sign-in did not let you in; begin again',
  schoolWrong: () => 'what the school’s sign-in answered does not hold; tell whoever looks after this classroom',
  schoolInactive: () => 'your account here is closed; ask your instructor',
  schoolTaken: () => 'somebody else has signed in as this person before; ask your instructor',
}

const zh: typeof en = {
  schoolNone: () => '本课堂没有设置学校统一登录',
  schoolAway: () => '暂时无法连接学校的统一登录，请稍后再试，或者用别的方式登录',
  schoolLate: () => '这次登录已超时、是在另一个浏览器里开始的，或者已经完成过；请重新开始',
  schoolRefused: () => '学校的统一登录没有放行，请重新开始',
  schoolWrong: () => '学校统一登录的答复无效，请告诉本课堂的管理人员',
  schoolInactive: () => '你在这里的账号已停用，请询问老师',
  schoolTaken: () => '已有别人以这个人的身份登录过，请询问老师',
}

export const oidc = { en, zh }
