/** The audit trail as pages are told it. */
export type AuditEntry = {
  seq: number
  at: number
  /** Null: the program itself, or somebody at the server's terminal. `name` null: gone meanwhile. */
  by: { id: string; name: string | null } | null
  /** Null: of the whole server, or of a class that is gone. */
  cohort: { id: string; title: string } | null
  /** `<thing>.<verb>`. */
  action: string
  subject: string
  /** Of a person. */
  subjectName: string | null
  detail: unknown
}

/** Newest first. `more`: there are older ones, before the last one's `seq`. */
export type AuditTrail = { entries: AuditEntry[]; more: boolean }
