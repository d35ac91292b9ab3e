/** What exercise specs import as `wirebook/spec`. */
import './matchers.ts'
import { Grading } from './grading.ts'
import type { Random } from './random.ts'

export { LearnerThrew } from '../learner/values.mjs'
export { capture } from './capture/capture.ts'
export type { CapturedDatagrams } from './capture/datagrams.ts'
export type { CapturedFlow } from './capture/flow.ts'
export { byteNumber, data, fin, finAcked, rst, type Step, syn, synAck, type Who } from './capture/steps.ts'
export { check } from './check.ts'
export { ended, expectPrinted, type Listener, type ListenOptions, listen, printed } from './client.ts'
export { LearnerGone } from './faults.ts'
export { type Folder, folder } from './folder.ts'
export { hex } from './hex.ts'
export { driver, learner } from './learner.ts'
export { type HostOfNetwork, host } from './network.ts'
export { Peer } from './peer.ts'
export { freePort, HOST } from './ports.ts'
export { say } from './say.ts'
export {
  type ConnectOptions,
  connect,
  connectMany,
  type StartedServer,
  type StartOptions,
  startServer,
} from './server.ts'
export { type Datagram, type UdpOptions, type UdpPeer, udp } from './udp.ts'
export { faults } from './wire.ts'
export type { Random }

/** The running test's randomness: the same for the same seed and test. */
export const random: Random = {
  int: (min, max) => Grading.current().random.int(min, max),
  bytes: (n) => Grading.current().random.bytes(n),
  pick: (list) => Grading.current().random.pick(list),
  shuffle: (list) => Grading.current().random.shuffle(list),
  cuts: (bytes, pieces) => Grading.current().random.cuts(bytes, pieces),
  text: (n) => Grading.current().random.text(n),
}

/** Resident bytes of the learner's process now. */
export function memory(): Promise<number> {
  return Grading.current().link.memory()
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
