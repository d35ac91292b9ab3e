/** The document of `run --json`, version 1: fields may be added, never renamed (docs/cli.md). */
import type { RunRecord } from '../sidecar/runner/types.ts'
import type { Sandbox } from '../sidecar/sandbox/types.ts'
import type { Flow } from '../wire/types.ts'
import type { ReadPacket } from './packets.ts'

const ms = (micros: number): number => Math.round(micros) / 1000

export function runJson(
  record: RunRecord,
  { tier, reason, kernel }: Pick<Sandbox, 'tier' | 'reason' | 'kernel'>,
  packets: ReadPacket[],
  flows: Flow[],
) {
  return {
    version: 1,
    lab: record.lab,
    seed: record.faults.seed,
    faults: record.faults,
    tier,
    reason,
    kernel,
    end: record.end,
    programs: record.programs.map(({ name, exit, output }) => ({
      name,
      exit: { code: exit.code, signal: exit.signal, reason: exit.reason, ...(exit.limit ? { limit: exit.limit } : {}) },
      output: output.map(({ stream, text, at }) => ({ stream, text, ms: ms(at) })),
    })),
    packets: packets.map(({ n, at, arrived, link, bytes, length, decoded, segment, summary, data: _, ...more }) => ({
      n,
      ms: ms(at),
      ...(arrived === undefined ? {} : { arrivedMs: ms(arrived) }),
      // from, to, and what the link made of it: dropped, replaced, made, of.
      ...more,
      link,
      protocol: decoded.protocol,
      source: decoded.source,
      destination: decoded.destination,
      flags: decoded.tcp?.flags ?? [],
      seq: segment?.seq ?? null,
      ack: segment?.ack ?? null,
      length: decoded.payloadLength,
      wireLength: length,
      ...(segment ? { kind: segment.kind, flow: segment.flow } : {}),
      // The same packet, seen before on another link.
      ...(segment && segment.n !== n ? { sameAs: segment.n } : {}),
      summary,
      hex: Buffer.from(bytes).toString('hex'),
    })),
    lost: record.lost,
    flows: flows.map(({ segments, ...flow }) => ({ ...flow, packets: segments.map(({ n }) => n) })),
    calls: record.calls.map(({ program, call, at, until, file, line, from, to, ...rest }) => ({
      program,
      call,
      at: file === undefined ? null : `${file}:${line}`,
      from: from ?? null,
      to: to ?? null,
      ms: ms(at),
      ...(until === undefined ? {} : { untilMs: ms(until) }),
      ...rest,
    })),
    limitsHit: record.programs.flatMap(({ name, exit }) => (exit.limit ? [{ program: name, limit: exit.limit }] : [])),
    outputCut: record.cut,
  }
}
