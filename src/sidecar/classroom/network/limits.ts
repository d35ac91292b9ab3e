/** Bounds of class networks above the sandbox, whose own are in sandbox/network/class/limits.ts. Times in ms. */
export const NETWORK_LIMITS = {
  /** Open in this process. */
  networks: 32,
  /** Members of one: as many as the sandbox has room for. */
  members: 250,
  /** One that nobody closes is closed then. */
  openMs: 8 * 3_600_000,
  /** Joining writes into everybody's lab: so many at once by one person, then one each `joinEveryMs`. */
  joinsAtOnce: 8,
  joinEveryMs: 2_000,
  /** Packets kept of all, for those who teach, and their size as text, bytes; and of each member's own. */
  packets: 4_000,
  packetBytes: 4 << 20,
  ownPackets: 1_000,
  ownPacketBytes: 512 << 10,
  /** On the timeline of all, of one sender a second and at once; what is beyond is counted only. */
  senderPackets: 200,
  senderPacketsAtOnce: 400,
  /** Pages are told of packets at most this often, and of so many at once. */
  packetsMs: 150,
  packetsAtOnce: 300,
  /** Of members and counts. */
  viewMs: 500,
}
export type NetworkLimits = typeof NETWORK_LIMITS
