import { expect } from 'vitest'
import { check, connect, type Peer, pause, random, say, startServer } from 'wirebook/spec'

const start = () => startServer<typeof import('./starter/chat-server.ts')>()
const utf8 = (text: string) => new TextEncoder().encode(text)
const SOON = { within: 1_000 }
const MAX_LINE = 1_000
/** Far more than a mebibyte and what two kernels keep for one connection, bytes. */
const FLOOD = 4 << 20
/** It is sent as fast as the others hear it; on a slow machine not all of it. ms */
const FLOOD_MS = 3_500
const AT_ONCE = 200
const CROWD = 30
const GROUP = 5

let made = 0
/** No two alike. */
const newName = () => `${random.text(6).replace(/[^a-z]/gi, '_')}${++made}`
const newText = () => random.text(random.int(5, 40)).replace(/^[ -]/, 'x')

/** Somebody who has a name and is in the room, as /who tells. */
async function member(port: number, name = newName()): Promise<{ name: string; peer: Peer }> {
  const peer = await connect(port)
  await peer.send([`${name}\n`, '/who\n'], { gapMs: 15 })
  let who = await peer.line(SOON)
  while (who.startsWith('* ')) who = await peer.line(SOON) // others may come meanwhile
  expect(who.split(' '), say(`sent the name ${name}, then /who`, `发送了名字 ${name}，然后是 /who`)).toContain(name)
  return { name, peer }
}

/** The next line is this one. */
async function hears(peer: Peer, line: string, after: string, within = SOON.within) {
  const heard = await peer.line({ within }).catch((error: Error) => error.message)
  expect(heard, after).toBe(line)
}

check('two-users', async () => {
  const server = await start()
  const ada = await member(server.port, 'Ada')
  const bob = await member(server.port, 'Bob')
  await hears(ada.peer, '* Bob joined', say('Bob joined after Ada', 'Bob 在 Ada 之后加入'))
  const text = newText()
  ada.peer.write(`${text}\n`)
  await hears(bob.peer, `<Ada> ${text}`, say(`Ada sent "${text}"`, `Ada 发送了“${text}”`))
  bob.peer.write('hi\n')
  await hears(ada.peer, '<Bob> hi', say('Bob sent "hi"', 'Bob 发送了“hi”'))
  await server.close()
})

check('join-leave', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  bob.peer.end()
  const left = say(`${bob.name} ended the connection`, `${bob.name} 结束了连接`)
  await hears(ada.peer, `* ${bob.name} left`, left)
  await pause(80)
  expect(
    Buffer.from(ada.peer.unread).toString(),
    `${left}: ${say('told once, and nothing more', '只通知一次，没有别的')}`,
  ).toBe('')
})

check('commands', async () => {
  const server = await start()
  const names = ['Z', 'a', '小明', '_'].map((first) => first + newName())
  const peers: Peer[] = []
  for (const name of random.shuffle(names)) peers.push((await member(server.port, name)).peer)
  const last = peers.at(-1)!
  last.write('/who\n')
  await hears(
    last,
    names.toSorted().join(' '),
    say('/who: all names in code point order', '/who：所有名字，按码点顺序'),
  )
  const quitter = await member(server.port)
  await hears(last, `* ${quitter.name} joined`, say('somebody joined', '有人加入'))
  quitter.peer.write('/quit\n')
  await hears(last, `* ${quitter.name} left`, say('somebody sent /quit', '有人发送了 /quit'))
  expect(await quitter.peer.closed(SOON), say('the server closes after /quit', '/quit 之后服务器关闭连接')).toBe('fin')
  expect(Buffer.from(quitter.peer.unread).toString(), say('what the one who quits is sent', '退出者收到的内容')).toBe(
    '',
  )
})

check('fragments', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  const [one, two] = [`你好 ${newText()}`, newText()]
  await ada.peer.dribble(utf8(`${one}\n${two}\n`), { sizes: [1, 1, 2, 5], gapMs: 2 })
  const told = say('two lines that arrived in many pieces', '切成许多段到达的两行')
  await hears(bob.peer, `<${ada.name}> ${one}`, told)
  await hears(bob.peer, `<${ada.name}> ${two}`, told)
  ada.peer.write(`${two}\n${one}\n`)
  const glued = say('two lines in one write', '一次写入两行')
  await hears(bob.peer, `<${ada.name}> ${two}`, glued)
  await hears(bob.peer, `<${ada.name}> ${one}`, glued)
})

check('names', async () => {
  const server = await start()
  const ada = await member(server.port)
  const late = await connect(server.port)
  for (const bad of [ada.name, '', `a b${made}`, 'x'.repeat(21), 'né', '<b>']) {
    late.write(`${bad}\n`)
    await hears(late, 'ERR name', say(`the name "${bad}" is taken or not allowed`, `名字“${bad}”已被占用或不合规则`))
  }
  ada.peer.end()
  await ada.peer.closed(SOON)
  await late.send([`${ada.name}\n`, '/who\n'], { gapMs: 30 })
  await hears(
    late,
    ada.name,
    say('its owner has left: the name is free again; then /who', '主人已离开：名字重新可用；然后 /who'),
  )
})

check('reset', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  bob.peer.reset()
  await hears(ada.peer, `* ${bob.name} left`, say('a member was reset', '一个成员被复位'))
  await pause(80)
  expect(Buffer.from(ada.peer.unread).toString(), say('the notice comes once', '通知只有一次')).toBe('')
  await member(server.port, bob.name)
})

check('not-to-self', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  const text = newText()
  bob.peer.write(`${text}\n`)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  await hears(ada.peer, `<${bob.name}> ${text}`, say(`sent "${text}"`, `发送了“${text}”`))
  await pause(60)
  expect(
    Buffer.from(bob.peer.unread).toString(),
    say('what the sender of a line, and of no other, has heard since it joined', '发送者加入以来收到的内容'),
  ).toBe('')
})

check('unnamed', async () => {
  const server = await start()
  const waiting = await connect(server.port)
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  bob.peer.write(`${newText()}\n`)
  await ada.peer.line(SOON)
  await pause(60)
  expect(
    Buffer.from(waiting.unread).toString(),
    say('what a client without a name has heard', '没有名字的客户端收到的内容'),
  ).toBe('')
  waiting.end()
  await pause(60)
  expect(
    Buffer.from(ada.peer.unread).toString(),
    say('a client without a name has left: nobody is told', '没有名字的客户端离开：不通知任何人'),
  ).toBe('')
})

check('unfinished', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  bob.peer.write(newText())
  await pause(30)
  bob.peer.end()
  await hears(
    ada.peer,
    `* ${bob.name} left`,
    say('a line without its line feed, then FIN: it is no line', '没有换行的半行，随后 FIN：它不算一行'),
  )
})

check('long', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  const longest = 'y'.repeat(MAX_LINE)
  const text = newText()
  await bob.peer.send([`${longest}\n`, `${longest}y`, `${longest}\n`, `${text}\n`], { gapMs: 10 })
  await hears(ada.peer, `<${bob.name}> ${longest}`, say('a line of exactly 1000 bytes', '正好 1000 字节的一行'))
  await hears(bob.peer, 'ERR long', say('a line of more than 1000 bytes', '超过 1000 字节的一行'))
  await hears(
    ada.peer,
    `<${bob.name}> ${text}`,
    say('the next line after one that was too long', '过长的行之后的下一行'),
  )
})

check('controls', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  const [a, b, c] = [newText(), newText(), newText()]
  bob.peer.write(`${a}\x1b[2J${b}\x07\x00${c}\x7f\r\n`)
  await hears(
    ada.peer,
    `<${bob.name}> ${a}[2J${b}${c}`,
    say(
      'a line with control characters: ESC, BEL, NUL, DEL and CR are taken out',
      '含控制字符的一行：ESC、BEL、NUL、DEL 与 CR 被去掉',
    ),
  )
})

check('slow', async () => {
  const server = await start()
  const ada = await member(server.port)
  const bob = await member(server.port)
  await hears(ada.peer, `* ${bob.name} joined`, say('somebody joined', '有人加入'))
  const slow = await connect(server.port, { reading: false })
  const name = newName()
  slow.write(`${name}\n`)
  await hears(ada.peer, `* ${name} joined`, say('somebody joined who will not read', '有人加入，但不读取'))
  const line = `${'z'.repeat(999)}\n`
  const block = line.repeat(AT_ONCE)
  let lines = 0
  let gone = false
  // Ada speaks, Bob hears: each block waits for the one before, so only the one who does not read piles up a queue.
  const began = performance.now()
  while (!gone && lines < FLOOD / line.length && performance.now() - began < FLOOD_MS) {
    ada.peer.write(block)
    for (let heard = 0; heard < AT_ONCE; ) {
      const got = await bob.peer.line({ within: 2_000 }).catch(() => null)
      expect(
        got !== null,
        say(
          `one member does not read; after ${lines + heard} lines of 1000 bytes the others heard nothing for 2 s`,
          `一个成员不读取；在 ${lines + heard} 行（每行 1000 字节）之后，其他成员 2 秒内什么也没有收到`,
        ),
      ).toBe(true)
      if (got === `* ${name} left`) gone = true
      else if (got === `<${ada.name}> ${line.trim()}`) heard += 1
    }
    lines += AT_ONCE
  }
  expect(
    gone,
    say(
      `one member reads nothing and ${lines} kB were sent to it: at more than 1 MiB in its queue it is dropped`,
      `一个成员什么也不读，已向它发送 ${lines} kB：其队列超过 1 MiB 时应断开它`,
    ),
  ).toBe(true)
  expect(lines * line.length, say('bytes sent when it was dropped', '断开它时已发送的字节数')).toBeGreaterThan(1 << 20)
})

check('same-order', async () => {
  const server = await start()
  const members: { name: string; peer: Peer }[] = []
  while (members.length < CROWD)
    members.push(...(await Promise.all(Array.from({ length: GROUP }, () => member(server.port)))))
  const speakers = members.slice(0, 8)
  await Promise.all(
    speakers.map(({ peer }) =>
      peer.send(
        Array.from({ length: 4 }, () => `${newText()}\n`),
        { gapMs: 4 },
      ),
    ),
  )
  const said = async ({ peer }: { peer: Peer }, lines: number) => {
    const heard: string[] = []
    while (heard.length < lines) {
      const line = await peer.line({ within: 2_000 })
      if (line.startsWith('<')) heard.push(line)
    }
    return heard
  }
  const all = speakers.length * 4
  const reference = await said(members.at(-1)!, all)
  for (const one of members.slice(0, -1)) {
    const own = speakers.includes(one)
    const wanted = reference.filter((line) => !line.startsWith(`<${one.name}>`))
    expect(
      await said(one, own ? all - 4 : all),
      say(
        `${CROWD} members, 8 speak at once: the order that ${one.name} heard`,
        `${CROWD} 个成员，8 人同时发言：${one.name} 听到的顺序`,
      ),
    ).toEqual(wanted)
  }
})
