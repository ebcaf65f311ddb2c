-- My tasks. What waits for somebody is derived when somebody looks; these tables hold only what cannot be.

-- +goose Up

-- What a person did to an item: put off until a time, placed in a column of the board, done.
CREATE TABLE task_marks (
  person  BIGINT NOT NULL,
  item    TEXT   NOT NULL,
  until   BIGINT NOT NULL,
  place   TEXT   NOT NULL,
  done    BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (person, item)
);
CREATE INDEX task_marks_changed ON task_marks (changed, person);

-- The secret address of a person's calendar feed; of the secret only the SHA-256 is kept.
CREATE TABLE task_feeds (
  person  BIGINT PRIMARY KEY NOT NULL,
  hash    TEXT   NOT NULL UNIQUE,
  created BIGINT NOT NULL
);

-- "Somebody should write this". due is midnight UTC of a day.
CREATE TABLE page_requests (
  id        BIGINT PRIMARY KEY NOT NULL,
  space     BIGINT NOT NULL REFERENCES spaces (id) DEFERRABLE INITIALLY DEFERRED,
  state     TEXT   NOT NULL,
  asker     BIGINT NOT NULL,
  owner     BIGINT NOT NULL,
  due       BIGINT NOT NULL,
  question  BIGINT NOT NULL,
  page      BIGINT NOT NULL,
  template  TEXT   NOT NULL,
  created   BIGINT NOT NULL,
  updated   BIGINT NOT NULL,
  closed    BIGINT NOT NULL,
  closed_by BIGINT NOT NULL,
  title     TEXT   NOT NULL,
  reason    TEXT   NOT NULL,
  body      TEXT   NOT NULL
);
CREATE INDEX page_requests_owner ON page_requests (owner, state);
CREATE INDEX page_requests_space ON page_requests (space, state, id);
CREATE INDEX page_requests_question ON page_requests (question) WHERE question > 0;
CREATE INDEX page_requests_page ON page_requests (page) WHERE page > 0;

-- Boxes to tick that name somebody. They follow the event log. name is the @name as it was written and
-- person whom it means, 0 where that is nobody; due is midnight UTC of a day.
CREATE TABLE task_boxes (
  id      BIGINT PRIMARY KEY NOT NULL,
  page    BIGINT NOT NULL REFERENCES pages (id) DEFERRABLE INITIALLY DEFERRED,
  person  BIGINT NOT NULL,
  name    TEXT   NOT NULL,
  ordinal BIGINT NOT NULL,
  anchor  TEXT   NOT NULL,
  heading TEXT   NOT NULL,
  due     BIGINT NOT NULL,
  since   BIGINT NOT NULL,
  body    TEXT   NOT NULL
);
CREATE INDEX task_boxes_page ON task_boxes (page);
CREATE INDEX task_boxes_person ON task_boxes (person, due, id);

CREATE INDEX pages_verify ON pages (owner, verified_until) WHERE trashed = 0 AND verified_until > 0;
