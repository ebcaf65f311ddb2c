-- Paths for newcomers: what somebody in a role reads, watches and does first.

-- +goose Up
CREATE TABLE paths (
  id      BIGINT PRIMARY KEY NOT NULL,
  space   BIGINT NOT NULL REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED,
  title   TEXT   NOT NULL,
  role    TEXT   NOT NULL,
  updated BIGINT NOT NULL,
  body    TEXT   NOT NULL
);
CREATE INDEX paths_space ON paths (space, id);

-- kind: page (page), recording (target, an address), check (title, a sentence). days is within how many
-- working days from the start it is to be done; 0: any time.
CREATE TABLE path_steps (
  id       BIGINT PRIMARY KEY NOT NULL,
  path     BIGINT NOT NULL REFERENCES paths (id) DEFERRABLE INITIALLY DEFERRED,
  position BIGINT NOT NULL,
  kind     TEXT   NOT NULL,
  page     BIGINT NOT NULL,
  days     BIGINT NOT NULL,
  target   TEXT   NOT NULL,
  title    TEXT   NOT NULL
);
CREATE INDEX path_steps_path ON path_steps (path, position);

-- start is a day, 2026-12-31; began is its first instant where the person lives.
CREATE TABLE path_people (
  path   BIGINT NOT NULL REFERENCES paths (id) DEFERRABLE INITIALLY DEFERRED,
  person BIGINT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
  start  TEXT   NOT NULL,
  began  BIGINT NOT NULL,
  PRIMARY KEY (path, person)
);
CREATE INDEX path_people_person ON path_people (person);

-- An acknowledgement: of a page the revision, and the fingerprints of its sections, as JSON text that only
-- Go reads. path_texts keeps what those sections said, once for all who read them.
CREATE TABLE path_done (
  step     BIGINT NOT NULL REFERENCES path_steps (id) DEFERRABLE INITIALLY DEFERRED,
  person   BIGINT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
  at       BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  marks    TEXT   NOT NULL,
  PRIMARY KEY (step, person)
);
CREATE INDEX path_done_person ON path_done (person);

CREATE TABLE path_texts (
  step        BIGINT NOT NULL REFERENCES path_steps (id) DEFERRABLE INITIALLY DEFERRED,
  fingerprint TEXT   NOT NULL,
  body        TEXT   NOT NULL,
  PRIMARY KEY (step, fingerprint)
);

CREATE INDEX questions_asker ON questions (asker, created) WHERE asker > 0;
