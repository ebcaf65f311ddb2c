-- Questions and answers. "near" is the key under which a wording is known (see qa.Near); a question's
-- title is a wording, too, and keeps its key beside it. Persons are numbers, 0 being nobody: what was
-- learnt from an ask carries no name.

-- +goose Up
CREATE TABLE questions (
  id           BIGINT PRIMARY KEY NOT NULL,
  space        BIGINT NOT NULL REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED,
  title        TEXT   NOT NULL,
  near         TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  asker        BIGINT NOT NULL,
  owner        BIGINT NOT NULL,
  due          BIGINT NOT NULL,
  canonical    BIGINT NOT NULL,
  duplicate_of BIGINT NOT NULL,
  created      BIGINT NOT NULL,
  updated      BIGINT NOT NULL,
  confirmed    BIGINT NOT NULL,
  body         TEXT   NOT NULL
);
CREATE INDEX questions_near ON questions (near);
CREATE INDEX questions_space ON questions (space, id);
CREATE INDEX questions_state ON questions (state, id);
CREATE INDEX questions_duplicate ON questions (duplicate_of) WHERE duplicate_of > 0;

-- source is the merged question that a wording belongs to; unmerging that question removes it.
CREATE TABLE wordings (
  id       BIGINT PRIMARY KEY NOT NULL,
  question BIGINT NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
  near     TEXT   NOT NULL,
  origin   TEXT   NOT NULL,
  source   BIGINT NOT NULL,
  added    BIGINT NOT NULL,
  body     TEXT   NOT NULL
);
CREATE INDEX wordings_question ON wordings (question, id);
CREATE INDEX wordings_near ON wordings (near);
CREATE INDEX wordings_source ON wordings (source) WHERE source > 0;

-- plain is markdown without its marks, for passages.
CREATE TABLE answers (
  id        BIGINT PRIMARY KEY NOT NULL,
  question  BIGINT NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
  author    BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  edited    BIGINT NOT NULL,
  retracted BIGINT NOT NULL,
  plain     TEXT   NOT NULL,
  markdown  TEXT   NOT NULL
);
CREATE INDEX answers_question ON answers (question, id);

-- What was linked, as it stood then: page, section, revision, fingerprint, the section's text and the
-- quoted span of it, and the last known titles. page 0: an address elsewhere with its quoted text.
CREATE TABLE answer_links (
  id          BIGINT PRIMARY KEY NOT NULL,
  answer      BIGINT NOT NULL REFERENCES answers (id) DEFERRABLE INITIALLY DEFERRED,
  page        BIGINT NOT NULL,
  section     BIGINT NOT NULL,
  revision    BIGINT NOT NULL,
  fingerprint TEXT   NOT NULL,
  page_title  TEXT   NOT NULL,
  heading     TEXT   NOT NULL,
  anchor      TEXT   NOT NULL,
  url         TEXT   NOT NULL,
  title       TEXT   NOT NULL,
  quote       TEXT   NOT NULL,
  body        TEXT   NOT NULL
);
CREATE INDEX answer_links_answer ON answer_links (answer, id);
CREATE INDEX answer_links_page ON answer_links (page, answer) WHERE page > 0;
CREATE INDEX answer_links_section ON answer_links (section, answer) WHERE section > 0;

-- Only its asker reads an ask. offered is JSON text that only Go reads.
CREATE TABLE asks (
  id       BIGINT PRIMARY KEY NOT NULL,
  asker    BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  space    BIGINT NOT NULL,
  outcome  TEXT   NOT NULL,
  would    BIGINT NOT NULL,
  ending   TEXT   NOT NULL,
  ended    BIGINT NOT NULL,
  chosen   BIGINT NOT NULL,
  question BIGINT NOT NULL,
  wording  BIGINT NOT NULL,
  made     BIGINT NOT NULL,
  offered  TEXT   NOT NULL,
  body     TEXT   NOT NULL
);
CREATE INDEX asks_asker ON asks (asker, id);
CREATE INDEX asks_question ON asks (question) WHERE question > 0;
