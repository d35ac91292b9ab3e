/** Of the HTTP interface: what it refuses before anything is done. */
const en = {
  pathUnknown: () => 'there is nothing at this address',
  methodUnknown: (allowed: string) => `this address takes ${allowed}`,
  originForeign: () => 'only a page of this classroom may do that; reload the page and try again',
  tlsRequired: () => 'this classroom is reached by https only',
  signIn: () => 'sign in first',
  notAllowed: () => 'your role does not allow that',
  cohortUnknown: () => 'there is no such class, or you are not a member of it',
  personUnknown: () => 'there is no such person in this class',
  bodyTooLarge: (bytes: number) => `that is too much at once: at most ${bytes} bytes`,
  bodyTooSlow: (seconds: number) => `the request did not arrive within ${seconds} s; try again`,
  bodyType: (type: string) => `the request's body has to be ${type}`,
  bodyNotJson: () => 'the request is not readable JSON in UTF-8',
  bodyWrong: (where: string, why: string) => (where === '' ? why : `${where}: ${why}`),
  nulCharacter: () => 'text may not contain the character U+0000',
  tooMany: (seconds: number) => `too many tries; the next one is possible in ${seconds} s`,
  databaseAway: () => 'the database cannot be reached at the moment; try again in a moment',
  databaseFull: () =>
    'the class has no room left to store that; nothing was changed. Tell your instructor: whoever runs it has to free some',
  databaseReadOnly: () =>
    'the class can be read but not written at the moment; nothing was changed. Tell your instructor',
  unexpected: () => 'something went wrong on our side; it has been noted. Try again.',
}

const zh: typeof en = {
  pathUnknown: () => '这个地址上没有内容',
  methodUnknown: (allowed) => `这个地址只接受 ${allowed}`,
  originForeign: () => '只有本课堂的页面可以这样做；请刷新页面再试',
  tlsRequired: () => '本课堂只能通过 https 访问',
  signIn: () => '请先登录',
  notAllowed: () => '你的角色没有这个权限',
  cohortUnknown: () => '没有这个班，或者你不是它的成员',
  personUnknown: () => '这个班里没有这个人',
  bodyTooLarge: (bytes) => `一次发送的内容太多，最多 ${bytes} 字节`,
  bodyTooSlow: (seconds) => `请求没有在 ${seconds} 秒内收完，请重试`,
  bodyType: (type) => `请求内容的类型必须是 ${type}`,
  bodyNotJson: () => '请求不是可读的 UTF-8 编码的 JSON',
  bodyWrong: (where, why) => (where === '' ? why : `${where}：${why}`),
  nulCharacter: () => '文本里不能有字符 U+0000',
  tooMany: (seconds) => `尝试次数太多，${seconds} 秒后才能再试`,
  databaseAway: () => '暂时无法连接数据库，请稍后再试',
  databaseFull: () => '课堂的存储空间已满，没有做任何改动。请告诉老师：需要由管理员腾出空间',
  databaseReadOnly: () => '课堂暂时只能读取，不能写入，没有做任何改动。请告诉老师',
  unexpected: () => '我们这边出了问题，已经记录下来。请重试。',
}

export const http = { en, zh }
