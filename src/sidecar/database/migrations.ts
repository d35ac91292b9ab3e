/** The tables, one step after another. Steps are final once released: a change is a new step. */
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { COLUMN_WORDS, type ColumnWords, type Kind } from './columns.ts'

export function migrationsFor(kind: Kind): Record<string, Migration> {
  const words = COLUMN_WORDS[kind]
  return {
    '001-people': step(people(words)),
    '002-work': step(work(words)),
    '003-assignments': step(assignments(words)),
    '004-class': step(classes(words)),
    '005-lti': step(lti(words)),
  }
}

type Statement = ReturnType<typeof sql>

function step(statements: Statement[]): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await statement.execute(db)
    },
  }
}

/** One that names a person goes with the person. */
const OF_PERSON = sql`text not null references person(id) on delete cascade`
const OF_COHORT = sql`text not null references cohort(id) on delete cascade`

function people({ int, real, bytes }: ColumnWords): Statement[] {
  return [
    sql`create table person (
      id text primary key not null, name text not null, email text unique, source_id text unique,
      handle text not null unique, admin integer not null default 0, active integer not null default 1,
      locale text, created_at ${int} not null)`,
    sql`create table credential (
      id text primary key not null, person_id ${OF_PERSON},
      kind text not null check (kind in ('passphrase', 'passkey', 'oidc', 'lti')),
      subject text not null, secret text, created_at ${int} not null, used_at ${int}, unique (kind, subject))`,
    sql`create index credential_of_person on credential (person_id)`,
    sql`create table sign_in (
      hash ${bytes} primary key not null, id text not null, person_id ${OF_PERSON}, created_at ${int} not null,
      issued_at ${int} not null, seen_at ${int} not null, expires_at ${int} not null, rotated_to ${bytes},
      agent text not null)`,
    sql`create index sign_in_of_person on sign_in (person_id)`,
    sql`create table cohort (
      id text primary key not null, title text not null, time_zone text not null, created_at ${int} not null,
      archived_at ${int}, settings text not null)`,
    sql`create table membership (
      cohort_id ${OF_COHORT}, person_id ${OF_PERSON},
      role text not null check (role in ('instructor', 'assistant', 'learner')), joined_at ${int} not null,
      primary key (cohort_id, person_id))`,
    sql`create index membership_of_person on membership (person_id)`,
    sql`create table personal_link (
      hash ${bytes} primary key not null, person_id text references person(id) on delete cascade,
      cohort_id text references cohort(id) on delete cascade, expires_at ${int} not null, used_at ${int},
      created_at ${int} not null)`,
    sql`create table join_code (
      code text primary key not null, cohort_id ${OF_COHORT},
      role text not null check (role in ('instructor', 'assistant', 'learner')),
      uses_left integer not null, expires_at ${int} not null, revoked_at ${int}, created_by ${OF_PERSON},
      created_at ${int} not null)`,
    sql`create table bucket (key text primary key not null, tokens ${real} not null, at ${int} not null)`,
    sql`create table nonce (
      value text primary key not null, kind text not null, body text not null, expires_at ${int} not null,
      used_at ${int})`,
    sql`create table setting (key text primary key not null, value text not null)`,
  ]
}

function work({ int, real, serial }: ColumnWords): Statement[] {
  return [
    sql`create table text_version (
      person_id ${OF_PERSON}, kind text not null check (kind in ('lab', 'exercise')), owner text not null,
      file text not null, revision integer not null, text text not null, written_by text not null,
      by_person text, aside integer not null, at ${int} not null, primary key (person_id, kind, owner, file, revision))`,
    sql`create index text_heads on text_version (person_id, kind, owner, file, revision) where aside = 0`,
    sql`create table attempt (
      id text primary key not null, person_id ${OF_PERSON},
      cohort_id text references cohort(id) on delete set null, exercise text not null, locale text not null,
      files text not null, versions text, submitted_at ${int} not null, generation integer not null default 0)`,
    sql`create index attempt_of_person on attempt (person_id, exercise, submitted_at)`,
    sql`create index attempt_of_cohort on attempt (cohort_id, exercise, submitted_at)`,
    sql`create table verdict (
      attempt_id text not null references attempt(id) on delete cascade, generation integer not null,
      verdict text not null check (verdict in ('pass', 'fail', 'error')),
      points ${real} not null, max_points ${real} not null, result text not null, provenance text not null,
      worker text not null, at ${int} not null, primary key (attempt_id, generation))`,
    sql`create table job (
      id ${serial}, attempt_id text not null references attempt(id) on delete cascade, generation integer not null,
      cohort_id text, person_id text not null, priority integer not null, run_at ${int} not null,
      leased_until ${int} not null default 0, lease text, tries integer not null default 0,
      unique (attempt_id, generation))`,
    sql`create index job_due on job (priority, run_at, id)`,
    sql`create index job_of_cohort on job (cohort_id, priority, person_id)`,
    sql`create index job_of_person on job (person_id, priority)`,
    sql`create table worker (
      id text primary key not null, host text not null, slots integer not null, pool text, mean_ms ${int},
      seen_at ${int} not null, started_at ${int} not null)`,
    sql`create table event (seq ${serial}, channel text not null, body text not null, at ${int} not null)`,
    sql`create index event_of_channel on event (channel, seq)`,
  ]
}

function assignments({ int, real }: ColumnWords): Statement[] {
  const OF_ASSIGNMENT = sql`text not null references assignment(id) on delete cascade`
  return [
    sql`create table assignment (
      id text primary key not null, cohort_id ${OF_COHORT}, title text not null, opens_at ${int}, due_at ${int},
      closes_at ${int}, late text not null, attempt_limit integer, cooldown_ms ${int} not null,
      hidden_tests text not null check (hidden_tests in ('never', 'after-due', 'after-release')),
      keep text not null check (keep in ('best', 'last')), released_at ${int}, created_at ${int} not null)`,
    sql`create index assignment_of_cohort on assignment (cohort_id)`,
    sql`create table assignment_item (
      assignment_id ${OF_ASSIGNMENT}, position integer not null,
      kind text not null check (kind in ('lesson', 'exercise')), ref text not null, points ${real} not null,
      primary key (assignment_id, position), unique (assignment_id, kind, ref))`,
    sql`create table extension (
      assignment_id ${OF_ASSIGNMENT}, person_id ${OF_PERSON}, due_at ${int}, closes_at ${int},
      more_attempts integer not null, reason text not null, by text not null, at ${int} not null,
      primary key (assignment_id, person_id))`,
    sql`create table grade_override (
      id text primary key not null, assignment_id ${OF_ASSIGNMENT}, exercise text not null, person_id ${OF_PERSON},
      points ${real}, reason text not null, by text not null, at ${int} not null)`,
    sql`create index grade_override_of on grade_override (assignment_id, person_id, exercise, at)`,
    sql`create table regrade (
      id text primary key not null, cohort_id ${OF_COHORT}, exercise text,
      state text not null check (state in ('running', 'ready', 'applied', 'discarded')), by text not null,
      started_at ${int} not null, ended_at ${int})`,
    sql`create table regrade_item (
      regrade_id text not null references regrade(id) on delete cascade,
      attempt_id text not null references attempt(id) on delete cascade, before integer not null,
      after integer not null, primary key (regrade_id, attempt_id))`,
  ]
}

function classes({ int, serial }: ColumnWords): Statement[] {
  return [
    sql`create table hand (
      id text primary key not null, cohort_id ${OF_COHORT}, person_id ${OF_PERSON}, lesson text not null, cell text,
      raised_at ${int} not null, lowered_at ${int}, answered_by text, lets_join integer not null default 0,
      join_ended_at ${int})`,
    sql`create index hand_of_cohort on hand (cohort_id, lowered_at, raised_at)`,
    sql`create table visit (
      id text primary key not null, cohort_id ${OF_COHORT}, person_id ${OF_PERSON}, by text not null,
      lesson text not null, edits integer not null, started_at ${int} not null, seen_at ${int} not null,
      ended_at ${int})`,
    sql`create index visit_of_person on visit (person_id, ended_at)`,
    sql`create table presence (
      cohort_id ${OF_COHORT}, person_id ${OF_PERSON}, lesson text not null, cell text, at ${int} not null,
      primary key (cohort_id, person_id))`,
    sql`create table progress (
      person_id ${OF_PERSON}, lesson text not null, state text not null, at ${int} not null,
      primary key (person_id, lesson))`,
    sql`create table note (
      id text primary key not null, cohort_id ${OF_COHORT}, by text not null, text text not null, at ${int} not null)`,
    sql`create index note_of_cohort on note (cohort_id, at)`,
    sql`create table audit (
      seq ${serial}, at ${int} not null, by text, cohort_id text, action text not null, subject text not null,
      detail text not null)`,
    sql`create index audit_of_cohort on audit (cohort_id, seq)`,
  ]
}

function lti({ int, real }: ColumnWords): Statement[] {
  const OF_PLATFORM = sql`text not null references lti_platform(id) on delete cascade`
  return [
    sql`create table lti_platform (
      id text primary key not null, name text not null, issuer text not null, client_id text not null,
      authorization_url text not null, token_url text not null, keys_url text not null,
      token_audience text, deployments text not null, created_at ${int} not null, unique (issuer, client_id))`,
    sql`create table lti_context (
      platform_id ${OF_PLATFORM}, context text not null, cohort_id ${OF_COHORT}, members_url text,
      primary key (platform_id, context))`,
    sql`create table lti_link (
      id text primary key not null, platform_id ${OF_PLATFORM}, context text not null, resource_link text not null,
      kind text not null check (kind in ('lesson', 'exercise')), ref text not null, line_item text,
      max_points ${real} not null, unique (platform_id, context, resource_link))`,
    sql`create table lti_score (
      id text primary key not null, link_id text not null references lti_link(id) on delete cascade,
      person_id ${OF_PERSON}, attempt_id text, points ${real} not null, max_points ${real} not null,
      state text not null check (state in ('waiting', 'acknowledged', 'failed')), tries integer not null,
      next_at ${int} not null, answer text, at ${int} not null, acknowledged_at ${int})`,
    sql`create index lti_score_due on lti_score (state, next_at)`,
  ]
}
