/** What src/wire/application says in words, in Chinese. Names of protocols and fields are those of the RFCs everywhere. */
import type { Locale } from '../../../../../course/schema.ts'
import { explained } from '../explained.ts'

const ZH: Record<string, string> = {
  'HTTP request': 'HTTP 请求',
  'HTTP answer': 'HTTP 应答',
  'HTTP, its head is not whole yet': 'HTTP，头部还不完整',
  'ends the head': '头部到此结束',
  'up to the close of the connection': '直到连接关闭',
  'DNS query': 'DNS 查询',
  'DNS answer': 'DNS 应答',
  'DNS, not all of it yet': 'DNS，还不完整',
  'before each message over TCP': '走 TCP 时每条消息前都有',
  'ties an answer to its query': '把应答和查询对上',
  '0 asks, 1 answers': '0 是问，1 是答',
  query: '查询',
  'inverse query': '反向查询',
  'the server owns the name': '由管理这个名字的服务器给出',
  'ask again over TCP': '请改用 TCP 再问',
  'ask others on my behalf': '请替我去问别的服务器',
  'the server would': '服务器愿意代问',
  'no error': '没有错误',
  'format error': '格式错误',
  'server failure': '服务器出错',
  'no such name': '没有这个名字',
  'not implemented': '没有实现',
  refused: '拒绝',
  'the largest answer it can take': '能接收的最大应答',
  'how long it may be remembered': '可以缓存多久',
  'TLS record': 'TLS 记录',
  'encrypted: unreadable without the keys': '已加密：没有密钥读不懂',
  'application data': '应用数据',
  'encrypted alert': '加密的告警',
  'the last frame of its message': '所属消息的最后一帧',
  'for extensions': '留给扩展',
  'clients mask, servers do not': '客户端加掩码，服务器不加',
  'in the bytes that follow': '在随后的字节里',
  unmasked: '去掉掩码之后',
  'code and reason': '代码与原因',
}

/** A phrase of a decoder. One that has no Chinese form stays as it is. */
export function told(text: string, locale: Locale): string {
  return locale === 'en' ? text : (ZH[text] ?? explained(text, locale))
}
