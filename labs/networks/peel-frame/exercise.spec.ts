import { expect } from 'vitest'
import { check, driver, learner, random, say } from 'wirebook/spec'
import type { Peeled } from './starter/peel.ts'

const { peel } = learner<typeof import('./starter/peel.ts')>()
const { peelInside } = driver<typeof import('./driver.ts')>()

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']
const IPV4 = 0x0800
const TCP = 6
const UDP = 17

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replace(/\s+/g, ''), 'hex'))
const join = (...parts: Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const u16 = (n: number) => Uint8Array.of(n >> 8, n & 255)
const u32 = (n: number) => join(u16(Math.floor(n / 65_536)), u16(n % 65_536))
const zeros = (n: number) => new Uint8Array(n)

/** Of a run of networks/layers-1: the request. */
const REQUEST = bytesOf(`
  020000000002 020000000001 0800
  4500 0062 d5d0 4000 4006 50c3 0a000001 0a000002
  869e 1f90 a9bb7f59 1eb4f487 5018 003f 5d75 0000
  474554202f20485454502f312e310d0a486f73743a2031302e302e302e323a383038300d0a436f6e6e656374696f6e3a20636c6f73650d0a0d0a`)
/** Of a run of networks/layers-1: the question before it. */
const QUESTION = bytesOf(`
  ffffffffffff 020000000001 0806
  0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002`)

type Made = { frame: Uint8Array; want: Peeled }
type Options = { ipOptions?: number; tcpOptions?: number; padTo?: number; proto?: number; seq?: number; ack?: number }

const mac = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')

/** A frame with random addresses, ports and numbers, and what is to be found in it. */
function made(options: Options = {}): Made {
  const { ipOptions = 0, tcpOptions = 0, padTo = 0, proto = TCP } = options
  const [dstMac, srcMac] = [random.bytes(6), random.bytes(6)]
  const [src, dst] = [random.bytes(4), random.bytes(4)]
  const [sport, dport] = [random.int(256, 65_535), random.int(1, 255)]
  const seq = options.seq ?? random.int(0, 0x7fff_ffff)
  const ack = options.ack ?? random.int(0, 0x7fff_ffff)
  const bits = random.int(1, 254)
  const data = random.bytes(random.int(0, 4))
  const ttl = random.int(1, 255)
  const ports = join(u16(sport), u16(dport))
  const upper =
    proto === TCP
      ? join(
          ports,
          u32(seq),
          u32(ack),
          Uint8Array.of((5 + tcpOptions) << 4, bits),
          zeros(6),
          random.bytes(tcpOptions * 4),
        )
      : proto === UDP
        ? join(ports, u16(8 + data.length), zeros(2))
        : zeros(0)
  const total = 20 + ipOptions * 4 + upper.length + data.length
  const ip = join(
    Uint8Array.of(0x45 + ipOptions, 0),
    u16(total),
    zeros(4),
    Uint8Array.of(ttl, proto, 0, 0),
    src,
    dst,
    random.bytes(ipOptions * 4),
  )
  const bare = join(dstMac, srcMac, u16(IPV4), ip, upper, data)
  return {
    frame: join(bare, random.bytes(Math.max(0, padTo - bare.length))),
    want: {
      eth: { src: mac(srcMac), dst: mac(dstMac), type: IPV4 },
      ip: { src: src.join('.'), dst: dst.join('.'), ttl, proto },
      ...(proto === TCP && {
        tcp: { sport, dport, seq, ack, flags: FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0) },
      }),
      ...(proto === UDP && { udp: { sport, dport } }),
      payload: data,
    },
  }
}

function same(got: Peeled, { frame, want }: Made) {
  const told = say(`the frame ${hex(frame)}`, `帧 ${hex(frame)}`)
  const { payload: gotPayload, ...gotHeaders } = got
  const { payload, ...headers } = want
  expect(gotHeaders, told).toEqual(headers)
  expect(gotPayload, `${told}: payload`).toEqualBytes(payload)
}

check('request', async () => {
  same(await peel(REQUEST), {
    frame: REQUEST,
    want: {
      eth: { src: '02:00:00:00:00:01', dst: '02:00:00:00:00:02', type: IPV4 },
      ip: { src: '10.0.0.1', dst: '10.0.0.2', ttl: 64, proto: TCP },
      tcp: { sport: 34_462, dport: 8080, seq: 2_847_637_337, ack: 515_175_559, flags: ['PSH', 'ACK'] },
      payload: REQUEST.subarray(54),
    },
  })
})

check('datagram', async () => {
  const one = made({ proto: UDP })
  same(await peel(one.frame), one)
})

check('arp', async () => {
  const { payload: _notAsked, ...headers } = await peel(QUESTION)
  expect(headers, say(`the frame ${hex(QUESTION)}`, `帧 ${hex(QUESTION)}`)).toEqual({
    eth: { src: '02:00:00:00:00:01', dst: 'ff:ff:ff:ff:ff:ff', type: 0x0806 },
  })
})

check('ip-options', async () => {
  for (const ipOptions of [1, random.int(2, 10)])
    for (const proto of [TCP, UDP]) {
      const one = made({ ipOptions, proto })
      same(await peel(one.frame), one)
    }
})

check('tcp-options', async () => {
  for (const tcpOptions of [0, 3, random.int(4, 10)]) {
    const one = made({ tcpOptions })
    same(await peel(one.frame), one)
  }
})

check('padding', async () => {
  for (const proto of [TCP, UDP]) {
    const one = made({ proto, padTo: 60 })
    same(await peel(one.frame), one)
  }
})

check('truncated', async () => {
  const whole = [made({ tcpOptions: 2 }).frame, made({ proto: UDP }).frame, made({ ipOptions: 2 }).frame]
  for (const frame of whole)
    for (const length of [0, 5, 13, 14, 20, 33, 40, frame.length - 1]) {
      if (length >= frame.length) continue
      const short = frame.subarray(0, length)
      const told = say(`the first ${length} bytes of ${hex(frame)}`, `${hex(frame)} 的前 ${length} 个字节`)
      const got = await peel(short).then(
        ({ error }) => (error ? 'error' : say('no error', '没有 error')),
        (error: Error) => say(`an exception, ${error.message}`, `一个异常，${error.message}`),
      )
      expect(got, told).toBe('error')
    }
})

check('unsigned', async () => {
  const one = made({ seq: random.int(0x8000_0000, 0xffff_ffff), ack: 0xffff_ffff })
  same(await peel(one.frame), one)
})

check('other-protocol', async () => {
  const one = made({ proto: random.pick([1, 2, 50, 89, 132]) })
  same(await peel(one.frame), one)
})

check('inside', async () => {
  for (const before of [1, 40, random.int(2, 1_000)]) {
    const one = made({ tcpOptions: 3, padTo: 60 })
    same(await peelInside(one.frame, before), one)
  }
})
