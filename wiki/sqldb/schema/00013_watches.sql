-- Who watches what, at which level (see watch.Level). A thing is named by its kind and its number, a tag by its
-- name in lower case. chosen 1: somebody chose the level; 0: it came by itself, with an edit or a question.

-- +goose Up
CREATE TABLE watches (
  person BIGINT NOT NULL,
  kind   TEXT   NOT NULL,
  thing  BIGINT NOT NULL,
  tag    TEXT   NOT NULL,
  level  BIGINT NOT NULL,
  chosen BIGINT NOT NULL,
  added  BIGINT NOT NULL,
  PRIMARY KEY (person, kind, thing, tag)
);
CREATE INDEX watches_thing ON watches (kind, thing, tag);

-- JSON text that only Go reads. Person 0 is the team: its choices hold for everybody who made none.
CREATE TABLE watch_settings (
  person   BIGINT PRIMARY KEY NOT NULL,
  settings TEXT   NOT NULL
);

-- How far those who follow the event log within this database have come. What happened before there were notices is
-- told to nobody.
CREATE TABLE followers (
  name TEXT   PRIMARY KEY NOT NULL,
  seq  BIGINT NOT NULL
);
INSERT INTO followers (name, seq) SELECT 'notices', value FROM counters WHERE name = 'events';

-- A browser that shows notices, as it subscribed (RFC 8030, RFC 8291), for as long as the session lasts in which it
-- did; session is the session's hash.
CREATE TABLE push_browsers (
  id       BIGINT PRIMARY KEY NOT NULL,
  person   BIGINT NOT NULL,
  session  TEXT   NOT NULL,
  endpoint TEXT   NOT NULL UNIQUE,
  p256dh   TEXT   NOT NULL,
  auth     TEXT   NOT NULL,
  agent    TEXT   NOT NULL,
  added    BIGINT NOT NULL
);
CREATE INDEX push_browsers_person ON push_browsers (person);

CREATE INDEX pages_verified ON pages (verified_until, id);
