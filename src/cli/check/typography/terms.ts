/**
 * Words that the Chinese edition does not use, each with the one it uses instead: one term for one concept throughout.
 * What stands between “ ” is quoted and may use any of them: lessons name the words of other courses.
 */
type Term = { wrong: RegExp; right: string }

const TERMS: readonly Term[] = [
  // socket, client, server
  { wrong: /套接口|插座|套接子/g, right: '套接字' },
  { wrong: /字节流式套接字/g, right: '流式套接字' },
  { wrong: /用户端|客户机|客户端端/g, right: '客户端' },
  { wrong: /服务端|服务器端(?!口)|伺服器/g, right: '服务器' },
  { wrong: /对等方|对等端|对等体/g, right: '对端（或“对方”）' },
  // boundaries
  { wrong: /数据包粘连|粘连包|黏包/g, right: '粘包' },
  { wrong: /(?<![写变做编])成帧|组帧/g, right: '分帧' },
  { wrong: /短读/g, right: '半包（short read）' },
  { wrong: /(?:网络|主机|大端|小端)字节顺序/g, right: '字节序' },
  { wrong: /首部|包头|报文头/g, right: '报头' },
  // TCP
  { wrong: /三路握手|三向握手|3 次握手/g, right: '三次握手' },
  { wrong: /确认序号|确认序列号|确认编号|应答号/g, right: '确认号' },
  { wrong: /序列号/g, right: '序号' },
  { wrong: /(?:重置|重设)(?:了|过)?(?:这条|该|此|个)?连接|连接(?:被|已|会被)?重置/g, right: '复位（RST）' },
  { wrong: /半链接|全链接|半关连/g, right: '半连接、全连接' },
  { wrong: /(?:TCP|建立|断开|长|短) ?链接/g, right: '连接（链接是网页里的）' },
  { wrong: /拥堵控制/g, right: '拥塞控制' },
  { wrong: /视窗/g, right: '窗口' },
  // the network
  { wrong: /回环/g, right: '环回' },
  { wrong: /多播|群播/g, right: '组播' },
  { wrong: /封包|资料包/g, right: '数据包' },
  { wrong: /网路/g, right: '网络' },
  { wrong: /梯形图|阶梯图/g, right: '时序图' },
  // waiting
  { wrong: /阻塞式/g, right: '阻塞' },
  { wrong: /边沿触发/g, right: '边缘触发' },
  { wrong: /电平触发|条件触发/g, right: '水平触发' },
  { wrong: /反压/g, right: '背压' },
  { wrong: /优雅(?:关闭|停机|地关闭)/g, right: '优雅退出' },
  { wrong: /事件回圈|事件环/g, right: '事件循环' },
  // machines
  { wrong: /缺省/g, right: '默认' },
  { wrong: /缓存区|缓冲器/g, right: '缓冲区' },
  { wrong: /执行绪/g, right: '线程' },
  { wrong: /位元组/g, right: '字节' },
  { wrong: /字元/g, right: '字符' },
  { wrong: /讯息/g, right: '消息' },
  { wrong: /软体|硬体|记忆体|程式码/g, right: '软件、硬件、内存、代码' },
  // security
  { wrong: /质询/g, right: '挑战–应答' },
  { wrong: /挑战[-—/]?(?:响应|回应)/g, right: '挑战–应答' },
  { wrong: /泛洪|洪水攻击/g, right: '洪泛' },
  // spelling
  { wrong: /登陆/g, right: '登录' },
  { wrong: /帐号|帐户/g, right: '账号、账户' },
  { wrong: /阀值/g, right: '阈值' },
]

export type WrongTerm = { at: number; found: string; right: string }

/** The text with blanks where others speak. */
export function withoutQuotations(text: string): string {
  return text.replace(/“[^”]*”/g, (quoted) => ' '.repeat(quoted.length))
}

export function wrongTerms(text: string): WrongTerm[] {
  const own = withoutQuotations(text)
  return TERMS.flatMap(({ wrong, right }) =>
    [...own.matchAll(wrong)].map(({ 0: found, index: at }) => ({ at, found, right })),
  )
}
