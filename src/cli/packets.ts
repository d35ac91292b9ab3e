/** Captured packets as the command line shows them. */
export { packetsOf, type ReadPacket } from '../sidecar/runner/read-packets.ts'
