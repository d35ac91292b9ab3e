/**
 * All tables, as types. One schema for SQLite and PostgreSQL, so a column holds only what both give back alike: text,
 * integers within the safe range, reals, bytes and null. Times are integer milliseconds since the epoch, truths are 0
 * or 1, JSON is text. Ids are text made by `newId`.
 */
import type { ColumnType, Generated, Insertable, Selectable } from 'kysely'

/** Milliseconds since the epoch. */
type Time = number
type Truth = 0 | 1
/** JSON text; parsed by whoever reads the column. */
type Json = string
/** Bytes: a Uint8Array goes in; what comes out is one, too (a Buffer with PostgreSQL). */
type Bytes = ColumnType<Uint8Array, Uint8Array, Uint8Array>

export type CohortRole = 'instructor' | 'assistant' | 'learner'

export type Schema = {
  /** Everybody who works here. On one's own machine there is one, `LOCAL_PERSON`. */
  person: {
    id: string
    name: string
    /** Lower case; unique. */
    email: string | null
    /** OneRoster's sourcedId; unique. */
    source_id: string | null
    /** A DNS label, unique: `<handle>.class`. */
    handle: string
    /** May make cohorts and see to the whole installation. */
    admin: Truth
    /** 0: may not sign in. */
    active: Truth
    locale: string | null
    created_at: Time
  }
  /** A way to sign in. `kind` and `subject` are unique together. */
  credential: {
    id: string
    person_id: string
    kind: 'passphrase' | 'passkey' | 'oidc' | 'lti'
    /** passphrase: the person's id; passkey: credential id, base64url; oidc and lti: JSON of [issuer, subject]. */
    subject: string
    /** passphrase: parameters, salt and hash of scrypt; passkey: public key, counter, transports. */
    secret: Json | null
    created_at: Time
    used_at: Time | null
  }
  /** Somebody signed in on a browser. `hash` is SHA-256 of the cookie's token. */
  sign_in: {
    hash: Bytes
    /** The same for all tokens that followed one another on a browser. */
    id: string
    person_id: string
    /** When the person signed in. */
    created_at: Time
    /** When this token was made. */
    issued_at: Time
    /** 0: this token has not been used yet. */
    seen_at: Time
    expires_at: Time
    /** Replaced by this one; still good until `expires_at`, for requests that were under way. */
    rotated_to: Bytes | null
    /** User-Agent, cut, so that one's own list of sign-ins can be read. */
    agent: string
  }
  /** Opened once: makes the first instructor, or signs a person in. `hash` is SHA-256 of the link's token. */
  personal_link: {
    hash: Bytes
    /** Null: makes the first instructor. */
    person_id: string | null
    cohort_id: string | null
    expires_at: Time
    used_at: Time | null
    created_at: Time
  }
  cohort: {
    id: string
    title: string
    /** IANA name. */
    time_zone: string
    created_at: Time
    archived_at: Time | null
    settings: Json
  }
  membership: {
    cohort_id: string
    person_id: string
    role: CohortRole
    joined_at: Time
  }
  join_code: {
    code: string
    cohort_id: string
    role: CohortRole
    uses_left: number
    expires_at: Time
    revoked_at: Time | null
    created_by: string
    created_at: Time
  }
  /** Token buckets, shared by all servers. */
  bucket: { key: string; tokens: number; at: Time }
  /** Values good once: OpenID Connect's and LTI's state and nonce, passkeys' challenges. */
  nonce: { value: string; kind: string; body: Json; expires_at: Time; used_at: Time | null }
  /** Installation-wide values, such as signing keys. */
  setting: { key: string; value: Json }

  /** A version of a text a learner wrote. */
  text_version: {
    person_id: string
    kind: 'lab' | 'exercise'
    /** `<unit>/<name>`. */
    owner: string
    file: string
    revision: number
    text: string
    /** A connection's name, `reset` or `import`. */
    written_by: string
    /** Who wrote it, when that was somebody else, working beside them; null: whose text it is. */
    by_person: Generated<string | null>
    /** Kept beside the head (store/store.ts). */
    aside: Truth
    at: Time
  }
  /** A submission and its gradings. `generation` names the current verdict. */
  attempt: {
    id: string
    person_id: string
    cohort_id: string | null
    exercise: string
    locale: string
    /** File -> text, as submitted. */
    files: Json
    /** `versions` of a submission (submissions/types.ts), until its verdict names them. */
    versions: Json | null
    submitted_at: Time
    generation: Generated<number>
  }
  /** Exactly one for each attempt and generation: the first result wins. */
  verdict: {
    attempt_id: string
    generation: number
    verdict: 'pass' | 'fail' | 'error'
    points: number
    max_points: number
    /** `Attempt` of src/protocol/messages.ts. */
    result: Json
    /** Versions: spec hash, wirebook, Node. */
    provenance: Json
    worker: string
    at: Time
  }
  /** Gradings to be done, in line. On PostgreSQL graphile-worker holds another row for each, and carries it out. */
  job: {
    id: Generated<number>
    attempt_id: string
    generation: number
    cohort_id: string | null
    person_id: string
    /** Its tag (classroom/queue/fair.ts): the lowest is next. */
    priority: number
    run_at: Time
    leased_until: Generated<number>
    /** Id of the worker that has it under way. */
    lease: string | null
    tries: Generated<number>
  }
  /** Whoever grades. Alive when seen lately (classroom/queue/limits.ts); `seen_at` is 0 after it went in order. */
  worker: {
    id: string
    host: string
    slots: number
    /** On PostgreSQL: what graphile-worker locks its jobs with. */
    pool: string | null
    /** How long its gradings took lately; null before the first. */
    mean_ms: number | null
    seen_at: Time
    started_at: Time
  }
  /** What happened, for live views: read after the last number one has seen. */
  event: { seq: Generated<number>; channel: string; body: Json; at: Time }

  assignment: {
    id: string
    cohort_id: string
    title: string
    opens_at: Time | null
    due_at: Time | null
    closes_at: Time | null
    /** `LatePolicy` of src/protocol/classroom. */
    late: Json
    /** Null: as many as one likes. */
    attempt_limit: number | null
    cooldown_ms: number
    hidden_tests: 'never' | 'after-due' | 'after-release'
    keep: 'best' | 'last'
    released_at: Time | null
    created_at: Time
  }
  assignment_item: {
    assignment_id: string
    position: number
    kind: 'lesson' | 'exercise'
    /** `<unit>/<name>`. */
    ref: string
    points: number
  }
  extension: {
    assignment_id: string
    person_id: string
    due_at: Time | null
    closes_at: Time | null
    more_attempts: number
    reason: string
    by: string
    at: Time
  }
  /** Grows only: the latest of an assignment's exercise and person counts; null points take the override back. */
  grade_override: {
    id: string
    assignment_id: string
    exercise: string
    person_id: string
    points: number | null
    reason: string
    by: string
    at: Time
  }
  regrade: {
    id: string
    cohort_id: string
    /** Null: all exercises. */
    exercise: string | null
    state: 'running' | 'ready' | 'applied' | 'discarded'
    by: string
    started_at: Time
    ended_at: Time | null
  }
  regrade_item: {
    regrade_id: string
    attempt_id: string
    /** The attempt's generation when the regrade began, and the one its new verdict has. */
    before: number
    after: number
  }
  /** A raised hand. */
  hand: {
    id: string
    cohort_id: string
    person_id: string
    lesson: string
    cell: string | null
    raised_at: Time
    lowered_at: Time | null
    answered_by: string | null
    /** 1: whoever answers may work beside them, until either ends it. */
    lets_join: Generated<Truth>
    join_ended_at: Generated<Time | null>
  }
  /** Somebody of the staff on a learner's page: watching, or working beside them. */
  visit: {
    id: string
    cohort_id: string
    person_id: string
    by: string
    lesson: string
    edits: Truth
    started_at: Time
    /** Renewed while it lasts. */
    seen_at: Time
    ended_at: Time | null
  }
  /** Where each learner was last. */
  presence: { cohort_id: string; person_id: string; lesson: string; cell: string | null; at: Time }
  /** What a learner has done, by lesson: read, predicted, answered. */
  progress: { person_id: string; lesson: string; state: Json; at: Time }
  /** A note to a whole cohort. */
  note: { id: string; cohort_id: string; by: string; text: string; at: Time }
  audit: {
    seq: Generated<number>
    at: Time
    by: string | null
    cohort_id: string | null
    action: string
    subject: string
    detail: Json
  }

  lti_platform: {
    id: string
    name: string
    issuer: string
    client_id: string
    authorization_url: string
    token_url: string
    keys_url: string
    /** `aud` of what asks for an access token, where it is not the token's URL. */
    token_audience: string | null
    /** JSON list of deployment ids. */
    deployments: Json
    created_at: Time
  }
  /** A context of a platform (its course) is a cohort of ours. */
  lti_context: { platform_id: string; context: string; cohort_id: string; members_url: string | null }
  /** A resource link: which lesson or exercise it opens, and the line item its scores go to. */
  lti_link: {
    id: string
    platform_id: string
    context: string
    resource_link: string
    kind: 'lesson' | 'exercise'
    ref: string
    line_item: string | null
    max_points: number
  }
  /** Ledger of scores: what was to be sent, was sent, was acknowledged. */
  lti_score: {
    id: string
    link_id: string
    person_id: string
    attempt_id: string | null
    points: number
    max_points: number
    state: 'waiting' | 'acknowledged' | 'failed'
    tries: number
    next_at: Time
    /** What the platform answered last. */
    answer: string | null
    at: Time
    acknowledged_at: Time | null
  }
}

export type Row<T extends keyof Schema> = Selectable<Schema[T]>
export type NewRow<T extends keyof Schema> = Insertable<Schema[T]>
