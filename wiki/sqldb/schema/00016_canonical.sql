-- Canonical knowledge. An answer's owner 0 is who gave it. removed is when a wording was taken away: it no
-- longer counts, and can come back. score is in thousandths, how sure Docent was when it learnt a wording
-- from an ask; 0: a person wrote it.

-- +goose Up
ALTER TABLE answers ADD COLUMN owner BIGINT NOT NULL DEFAULT 0;
ALTER TABLE answers ADD COLUMN verified_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE answers ADD COLUMN verified_by BIGINT NOT NULL DEFAULT 0;
ALTER TABLE wordings ADD COLUMN removed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE wordings ADD COLUMN score BIGINT NOT NULL DEFAULT 0;
CREATE INDEX answers_verified ON answers (verified_until) WHERE verified_until > 0;

-- What was sketched of each section: its text is looked at again when it has another fingerprint.
CREATE TABLE likeness_sections (
  section     BIGINT PRIMARY KEY NOT NULL,
  page        BIGINT NOT NULL,
  fingerprint TEXT   NOT NULL
);
CREATE INDEX likeness_sections_page ON likeness_sections (page);

-- Sections that share a key may be alike. A key of many sections tells nothing and takes no more of them.
CREATE TABLE likeness_keys (
  code    BIGINT NOT NULL,
  section BIGINT NOT NULL,
  PRIMARY KEY (code, section)
);
CREATE INDEX likeness_keys_section ON likeness_keys (section);

-- Two texts for a person to look at, each pair once: a < b are questions, or sections. mark is the hash of
-- both texts: what was decided holds for these only. The sentences of a contradiction stand in text_a and
-- text_b, where they differ in marks (JSON text that only Go reads). score is in thousandths.
CREATE TABLE reviews (
  id         BIGINT PRIMARY KEY NOT NULL,
  kind       TEXT   NOT NULL,
  a          BIGINT NOT NULL,
  b          BIGINT NOT NULL,
  mark       TEXT   NOT NULL,
  differ     TEXT   NOT NULL,
  score      BIGINT NOT NULL,
  found      BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  decided    BIGINT NOT NULL,
  decided_by BIGINT NOT NULL,
  marks      TEXT   NOT NULL,
  text_a     TEXT   NOT NULL,
  text_b     TEXT   NOT NULL
);
CREATE UNIQUE INDEX reviews_pair ON reviews (kind, a, b, mark);
CREATE INDEX reviews_other ON reviews (kind, b);
CREATE INDEX reviews_state ON reviews (state, id);

-- How far the event log was followed, and the pages that were walked through before that: one row.
CREATE TABLE likeness_seen (
  id   BIGINT PRIMARY KEY NOT NULL,
  seq  BIGINT NOT NULL,
  page BIGINT NOT NULL
);
