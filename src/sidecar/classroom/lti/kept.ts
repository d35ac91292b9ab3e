/** What is kept for the way back from a platform: the state of a sign-in, and the right to answer a deep linking request. */
import { z } from 'zod'
import type { Sort } from '../once.ts'

/** What a platform sends to begin a sign-in (LTI 1.3 Core §4.1; Security Framework 1.0 §5.1.1.1). */
export const LoginInput = z.object({
  iss: z.string().min(1).max(2_000),
  login_hint: z.string().min(1).max(8_000),
  target_link_uri: z.string().min(1).max(2_000),
  client_id: z.string().max(255).optional(),
  lti_message_hint: z.string().max(8_000).optional(),
  lti_deployment_id: z.string().max(255).optional(),
})
export type LoginInput = z.infer<typeof LoginInput>

export const Begun = z.object({
  platform: z.string(),
  /** Has to come back in the id_token. */
  nonce: z.string(),
  /** With which it can be begun again, in a window of its own. */
  login: LoginInput,
})
export type Begun = z.infer<typeof Begun>

export const Answering = z.object({
  platform: z.string(),
  deployment: z.string(),
  returnUrl: z.string(),
  takesLineItem: z.boolean(),
  data: z.string().nullable(),
  locale: z.enum(['en', 'zh-cn']),
})
export type Answering = z.infer<typeof Answering>

export const STATE: Sort<Begun> = { kind: 'lti-state', body: Begun }
export const ANSWER: Sort<Answering> = { kind: 'lti-answer', body: Answering }
