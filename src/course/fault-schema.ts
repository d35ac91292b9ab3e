/** The field `faults` of lab.json: what the reader may disturb, how far, and how it starts. Only where there is a wire. */
import { z } from 'zod'
import { FaultPlaceShape, NodeName } from '../protocol/fault-schema.ts'
import { FAULT_LIMITS } from '../protocol/faults.ts'

/** A slider from 0 to `max`. Where it stands is the value; 0 is off. */
const range = (most: number) =>
  z
    .object({
      max: z.number().int().positive().max(most),
      step: z.number().positive().optional(),
      default: z.number().nonnegative().default(0),
      ...FaultPlaceShape,
    })
    .strict()
    .refine((knob) => knob.default <= knob.max, 'default is over max')

const DROP_FIRST = z
  .object({
    max: z.number().int().positive().max(20),
    default: z.number().int().nonnegative().default(0),
    ...FaultPlaceShape,
    from: NodeName,
  })
  .strict()
  .refine((knob) => knob.default <= knob.max, 'default is over max')

/** Some values to choose from, besides none at all. */
const choices = <T extends z.ZodType<number | string>>(value: T, none: z.infer<T>) =>
  z
    .object({ choices: z.array(value).min(1).max(6), default: value.default(none as never), ...FaultPlaceShape })
    .strict()
    .refine((knob) => knob.default === none || knob.choices.includes(knob.default), 'default is not among the choices')

const number = (least: number, most: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(most)
    .refine((n) => n === 0 || n >= least)
const Split = z
  .string()
  .regex(/^(|~[1-9]\d{0,4}|[1-9]\d{0,4}(\+[1-9]\d{0,4}){0,63})$/, 'sizes as 3+3+2, or ~8: at random')

export const LabFaults = z
  .object({
    /** One way, ms. */
    delay: range(FAULT_LIMITS.delayMs).optional(),
    jitter: range(FAULT_LIMITS.delayMs).optional(),
    /** Percent of the packets. */
    loss: range(100).optional(),
    duplicate: range(100).optional(),
    reorder: range(100).optional(),
    /** The first n packets that this host sends are dropped: TCP segments, when `of` does not say otherwise. */
    dropFirst: DROP_FIRST.optional(),
    /** kbit/s. */
    rate: choices(number(FAULT_LIMITS.minKbps, FAULT_LIMITS.maxKbps), 0).optional(),
    /** Between these times of the run, or while it is on. */
    cut: z
      .object({
        default: z.boolean().default(false),
        fromMs: z.number().min(0).max(FAULT_LIMITS.cutMs).optional(),
        untilMs: z.number().min(0).max(FAULT_LIMITS.cutMs).optional(),
        ...FaultPlaceShape,
      })
      .strict()
      .optional(),
    /** Sizes of the pieces in turn. */
    split: choices(Split, '').optional(),
    /** Bytes. */
    coalesce: choices(number(2, FAULT_LIMITS.size), 0).optional(),
    reset: choices(number(1, FAULT_LIMITS.reset), 0).optional(),
  })
  .strict()
export type LabFaults = z.infer<typeof LabFaults>
