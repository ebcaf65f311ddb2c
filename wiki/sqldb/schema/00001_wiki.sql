-- One text for SQLite and PostgreSQL. Ids are handed out from counters; times are microseconds UTC,
-- 0 meaning never; lists of words are JSON text that only Go reads; yes and no are 1 and 0.
-- The long text of a row stands last, so that reading the other columns does not walk through it.

-- +goose Up
CREATE TABLE counters (
  name  TEXT   PRIMARY KEY NOT NULL,
  value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('events', 0);

CREATE TABLE settings (
  name  TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
);

-- seq is given out as the last statement before the commit: commit order is number order.
CREATE TABLE events (
  seq        BIGINT PRIMARY KEY NOT NULL,
  at         BIGINT NOT NULL,
  actor      BIGINT NOT NULL,
  actor_name TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  space      BIGINT NOT NULL,
  page       BIGINT NOT NULL,
  revision   BIGINT NOT NULL,
  question   BIGINT NOT NULL,
  data       TEXT   NOT NULL
);
CREATE INDEX events_page ON events (page, seq) WHERE page > 0;
CREATE INDEX events_question ON events (question, seq) WHERE question > 0;

-- email_key is the address as it is compared: folded, so that it is unique without regard to case.
CREATE TABLE people (
  id        BIGINT PRIMARY KEY NOT NULL,
  name      TEXT   NOT NULL,
  email     TEXT   NOT NULL,
  email_key TEXT   NOT NULL UNIQUE,
  role      TEXT   NOT NULL,
  zone      TEXT   NOT NULL,
  language  TEXT   NOT NULL,
  scheme    TEXT   NOT NULL,
  disabled  BIGINT NOT NULL,
  created   BIGINT NOT NULL,
  last_seen BIGINT NOT NULL,
  password  TEXT   NOT NULL
);

-- Of every secret (session, API token, one-time link) only the SHA-256 is kept.
CREATE TABLE sessions (
  hash    TEXT   PRIMARY KEY NOT NULL,
  person  BIGINT NOT NULL,
  created BIGINT NOT NULL,
  used    BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  agent   TEXT   NOT NULL,
  address TEXT   NOT NULL,
  data    TEXT   NOT NULL
);
CREATE INDEX sessions_person ON sessions (person);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE tokens (
  id      BIGINT PRIMARY KEY NOT NULL,
  hash    TEXT   NOT NULL UNIQUE,
  start   TEXT   NOT NULL,
  person  BIGINT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
  label   TEXT   NOT NULL,
  scope   BIGINT NOT NULL,
  created BIGINT NOT NULL,
  used    BIGINT NOT NULL
);
CREATE INDEX tokens_person ON tokens (person);

-- kind: invite (email and role of who may come), reset (person), setup (the first administrator).
CREATE TABLE one_time (
  hash       TEXT   PRIMARY KEY NOT NULL,
  kind       TEXT   NOT NULL,
  person     BIGINT NOT NULL,
  email      TEXT   NOT NULL,
  role       TEXT   NOT NULL,
  created    BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  expires    BIGINT NOT NULL
);
CREATE INDEX one_time_person ON one_time (person, kind);

CREATE TABLE spaces (
  id          BIGINT PRIMARY KEY NOT NULL,
  slug        TEXT   NOT NULL UNIQUE,
  name        TEXT   NOT NULL,
  description TEXT   NOT NULL,
  public      BIGINT NOT NULL,
  team        BIGINT NOT NULL,
  owner       BIGINT NOT NULL,
  created     BIGINT NOT NULL
);

CREATE TABLE grants (
  space  BIGINT NOT NULL REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED,
  person BIGINT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
  level  BIGINT NOT NULL,
  PRIMARY KEY (space, person)
);
CREATE INDEX grants_person ON grants (person);

CREATE TABLE pages (
  id             BIGINT PRIMARY KEY NOT NULL,
  space          BIGINT NOT NULL REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED,
  parent         BIGINT NOT NULL,
  position       BIGINT NOT NULL,
  title          TEXT   NOT NULL,
  source_path    TEXT   NOT NULL,
  tags           TEXT   NOT NULL,
  owner          BIGINT NOT NULL,
  verified_until BIGINT NOT NULL,
  verified_by    BIGINT NOT NULL,
  revision       BIGINT NOT NULL,
  redirect_to    TEXT   NOT NULL,
  created        BIGINT NOT NULL,
  created_by     BIGINT NOT NULL,
  updated        BIGINT NOT NULL,
  updated_by     BIGINT NOT NULL,
  trashed        BIGINT NOT NULL,
  trashed_by     BIGINT NOT NULL,
  words          BIGINT NOT NULL
);
CREATE INDEX pages_parent ON pages (parent) WHERE parent > 0;
CREATE INDEX pages_tree ON pages (space, parent, position, id) WHERE trashed = 0;
CREATE INDEX pages_space ON pages (space, id);
CREATE INDEX pages_updated ON pages (updated, id, space) WHERE trashed = 0;
CREATE INDEX pages_owner ON pages (owner, updated) WHERE trashed = 0;
CREATE INDEX pages_trashed ON pages (trashed, id, space) WHERE trashed > 0;

CREATE TABLE revisions (
  page     BIGINT NOT NULL REFERENCES pages (id) DEFERRABLE INITIALLY DEFERRED,
  number   BIGINT NOT NULL,
  title    TEXT   NOT NULL,
  author   BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  note     TEXT   NOT NULL,
  markdown TEXT   NOT NULL,
  PRIMARY KEY (page, number)
);

-- position -1: the page no longer has the section; its last words are kept for the answers on it.
CREATE TABLE sections (
  id          BIGINT PRIMARY KEY NOT NULL,
  page        BIGINT NOT NULL REFERENCES pages (id) DEFERRABLE INITIALLY DEFERRED,
  position    BIGINT NOT NULL,
  anchor      TEXT   NOT NULL,
  aliases     TEXT   NOT NULL,
  heading     TEXT   NOT NULL,
  level       BIGINT NOT NULL,
  path        TEXT   NOT NULL,
  fingerprint TEXT   NOT NULL,
  words       BIGINT NOT NULL,
  body        TEXT   NOT NULL
);
CREATE INDEX sections_page ON sections (page, position);

CREATE TABLE links (
  page       BIGINT NOT NULL REFERENCES pages (id) DEFERRABLE INITIALLY DEFERRED,
  ordinal    BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  target     TEXT   NOT NULL,
  fragment   TEXT   NOT NULL,
  label      TEXT   NOT NULL,
  embed      BIGINT NOT NULL,
  section    BIGINT NOT NULL,
  line       BIGINT NOT NULL,
  to_page    BIGINT NOT NULL,
  attachment BIGINT NOT NULL,
  ambiguous  BIGINT NOT NULL,
  PRIMARY KEY (page, ordinal)
);
CREATE INDEX links_to ON links (to_page, page) WHERE to_page > 0;
CREATE INDEX links_attachment ON links (attachment, page) WHERE attachment > 0;
-- “< 1” and not “= 0”: SQLite compares the condition of an index with every “to_page = $1” by the value
-- that was bound, and then prepares the statement anew each time it runs.
CREATE INDEX links_open ON links (page, ordinal)
  WHERE to_page < 1 AND attachment < 1 AND ambiguous < 1 AND kind <> 'url' AND kind <> 'fragment';

CREATE TABLE page_keys (
  space BIGINT NOT NULL,
  key   TEXT   NOT NULL,
  kind  BIGINT NOT NULL,
  page  BIGINT NOT NULL REFERENCES pages (id) DEFERRABLE INITIALLY DEFERRED,
  PRIMARY KEY (space, key, kind, page)
);
CREATE INDEX page_keys_page ON page_keys (page);
CREATE INDEX page_keys_title ON page_keys (key, kind, page) WHERE kind > 0;

CREATE TABLE imported (
  page     BIGINT PRIMARY KEY NOT NULL REFERENCES pages (id) DEFERRABLE INITIALLY DEFERRED,
  hash     TEXT   NOT NULL,
  revision BIGINT NOT NULL,
  source   TEXT   NOT NULL
);

-- source_key is source_path as links look for it: in lower case.
CREATE TABLE attachments (
  id          BIGINT PRIMARY KEY NOT NULL,
  space       BIGINT NOT NULL REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED,
  page        BIGINT NOT NULL,
  name        TEXT   NOT NULL,
  source_path TEXT   NOT NULL,
  source_key  TEXT   NOT NULL,
  sha256      TEXT   NOT NULL,
  size        BIGINT NOT NULL,
  type        TEXT   NOT NULL,
  created     BIGINT NOT NULL,
  created_by  BIGINT NOT NULL
);
CREATE INDEX attachments_page ON attachments (page) WHERE page > 0;
CREATE INDEX attachments_space ON attachments (space, id);
CREATE INDEX attachments_source ON attachments (space, source_key) WHERE source_key <> '';
