/** Of passkeys. */
const en = {
  passkeyOrigin: () =>
    'passkeys need a name: open the class by its name (https://…, or http://localhost) and not by a number',
  passkeyWrong: () => 'this passkey was not accepted; try again, or sign in another way',
  passkeyLate: () => 'this took too long, or was done already; try again',
  passkeyThere: () => 'this passkey is here already',
  passkeyMany: (most: number) => `one person has at most ${most} passkeys; remove one first`,
  passkeyUnknown: () => 'there is no such passkey of yours',
  lastWayIn: () => 'this is your last way to sign in; choose a passphrase or add another passkey first',
}

const zh: typeof en = {
  passkeyOrigin: () => '通行密钥需要域名：请用名称（https://… 或 http://localhost）打开课堂，不要用数字地址',
  passkeyWrong: () => '这个通行密钥没有通过验证，请重试，或者用别的方式登录',
  passkeyLate: () => '操作超时，或者已经完成过；请重试',
  passkeyThere: () => '这个通行密钥已经添加过',
  passkeyMany: (most) => `每人最多有 ${most} 个通行密钥，请先删除一个`,
  passkeyUnknown: () => '你没有这个通行密钥',
  lastWayIn: () => '这是你唯一的登录方式；请先设置口令或添加另一个通行密钥',
}

export const passkeys = { en, zh }
