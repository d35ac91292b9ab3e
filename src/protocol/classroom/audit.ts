/** The audit trail as pages are told it. */

/** `<thing>.<verb>`. */
export type AuditAction =
  | 'assignment.change'
  | 'assignment.create'
  | 'assignment.delete'
  | 'assignment.release'
  | 'assignment.withhold'
  | 'class.warm'
  | 'code.make'
  | 'code.revoke'
  | 'code.rotate'
  | 'cohort.change'
  | 'cohort.make'
  | 'extension.give'
  | 'extension.withdraw'
  | 'grade.override'
  | 'lab.join'
  | 'lab.part'
  | 'lab.watch'
  | 'lti.context.move'
  | 'lti.platform.add'
  | 'lti.platform.change'
  | 'lti.platform.remove'
  | 'lti.score.again'
  | 'member.add'
  | 'member.enter-as-admin'
  | 'member.join'
  | 'member.leave'
  | 'member.remove'
  | 'member.role'
  | 'network.close'
  | 'network.join'
  | 'network.leave'
  | 'network.open'
  | 'network.who'
  | 'passkey.add'
  | 'passkey.remove'
  | 'passkey.rename'
  | 'person.change'
  | 'person.delete'
  | 'person.export'
  | 'person.first'
  | 'person.link'
  | 'person.reset'
  | 'person.school'
  | 'person.sign-out'
  | 'regrade.apply'
  | 'regrade.discard'
  | 'regrade.start'
  | 'retention.apply'
  | 'retention.set'
  | 'roster.apply'
  | 'roster.links'

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
