/** Words of passkeys and of the school's sign-in. */
import type { Locale } from '../../../../course/schema.ts'

const en = {
  title: 'Passkeys',
  about:
    'With a passkey you sign in by your fingerprint, face or PIN, on this device or with a security key. Nobody can guess it.',
  impossible:
    'This class is opened by an address without a name, or this browser has no passkeys: here they cannot be used.',
  name: 'What to call it',
  nameHint: 'Such as “my telephone”. You see it only here.',
  add: 'Add a passkey',
  added: 'Added. You can sign in with it from now on.',
  none: 'You have none yet.',
  nameless: 'Passkey',
  since: (when: string) => `added ${when}`,
  used: (when: string) => `last used ${when}`,
  never: 'not used yet',
  synced: 'on all your devices',
  rename: 'Rename',
  newName: (name: string) => `New name of “${name}”`,
  save: 'Save',
  renamed: 'Renamed.',
  remove: 'Remove',
  removeSure: (name: string) => `Remove the passkey “${name}”? It signs nobody in here any more.`,
  removed: 'Removed.',
  signIn: 'Sign in with a passkey',
  school: (name: string) => `Sign in with ${name}`,
  or: 'or',
  cancelled: 'Nothing was done: it was cancelled, or took too long. Try again.',
  there: 'This device or key has a passkey of yours here already.',
  failed: 'Your browser could not do this. Try another passkey, or sign in another way.',
}
export type PasskeyWords = typeof en

const zhCn: PasskeyWords = {
  title: '通行密钥',
  about: '有了通行密钥，就可以用指纹、面容或 PIN 码登录，可以存在本机，也可以用安全密钥。它无法被猜中。',
  impossible: '这个课堂是用数字地址打开的，或者当前浏览器不支持通行密钥，这里无法使用。',
  name: '名称',
  nameHint: '例如“我的手机”，只在这里显示。',
  add: '添加通行密钥',
  added: '已添加，以后可以用它登录。',
  none: '还没有通行密钥。',
  nameless: '通行密钥',
  since: (when) => `添加于 ${when}`,
  used: (when) => `最近使用：${when}`,
  never: '还没有用过',
  synced: '在你的各个设备间同步',
  rename: '重命名',
  newName: (name) => `“${name}”的新名称`,
  save: '保存',
  renamed: '已重命名。',
  remove: '删除',
  removeSure: (name) => `要删除通行密钥“${name}”吗？以后不能再用它登录。`,
  removed: '已删除。',
  signIn: '用通行密钥登录',
  school: (name) => `用 ${name} 登录`,
  or: '或者',
  cancelled: '没有进行任何操作：已取消，或者超时。请重试。',
  there: '这台设备或安全密钥上已经有你的通行密钥。',
  failed: '浏览器没能完成。请换一个通行密钥，或者用别的方式登录。',
}

export const passkeyWords: Record<Locale, PasskeyWords> = { en, 'zh-cn': zhCn }
