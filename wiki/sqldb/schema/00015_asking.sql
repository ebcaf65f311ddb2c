-- Asking well and answering. hidden is how an asker who is not named is known again: a salt and the hash
-- of it with the person's number, as qa.Question says; such a question's asker is 0. needed is the end of
-- the day by which an answer is needed.

-- +goose Up
ALTER TABLE spaces ADD COLUMN anonymous BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN needed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE questions ADD COLUMN hidden TEXT NOT NULL DEFAULT '';
ALTER TABLE questions ADD COLUMN tried TEXT NOT NULL DEFAULT '';

-- What somebody has half typed. about names the form; fields is JSON text that only Go reads.
CREATE TABLE drafts (
  person BIGINT NOT NULL,
  about  TEXT   NOT NULL,
  at     BIGINT NOT NULL,
  fields TEXT   NOT NULL,
  PRIMARY KEY (person, about)
);

-- answer 0: on the question itself. asker 1: written by an asker who is not named; author is 0 then.
CREATE TABLE comments (
  id       BIGINT PRIMARY KEY NOT NULL,
  question BIGINT NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
  answer   BIGINT NOT NULL,
  author   BIGINT NOT NULL,
  asker    BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  edited   BIGINT NOT NULL,
  markdown TEXT   NOT NULL
);
CREATE INDEX comments_question ON comments (question, id);

-- To a question (answer and comment 0), an answer or a comment. Who reacted is shown to nobody else.
CREATE TABLE reactions (
  question BIGINT NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
  answer   BIGINT NOT NULL,
  comment  BIGINT NOT NULL,
  kind     TEXT   NOT NULL,
  person   BIGINT NOT NULL,
  PRIMARY KEY (question, answer, comment, kind, person)
);

CREATE TABLE thanks (
  answer   BIGINT NOT NULL REFERENCES answers (id) DEFERRABLE INITIALLY DEFERRED,
  person   BIGINT NOT NULL,
  question BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (answer, person)
);
CREATE INDEX thanks_question ON thanks (question);

-- Why an answer did not help. person 0: the asker, who is not named.
CREATE TABLE objections (
  id       BIGINT PRIMARY KEY NOT NULL,
  question BIGINT NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED,
  answer   BIGINT NOT NULL,
  person   BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  reason   TEXT   NOT NULL
);
CREATE INDEX objections_question ON objections (question, id);

-- The files of a question's answers: they go with it when it moves to another space.
CREATE TABLE question_files (
  attachment BIGINT PRIMARY KEY NOT NULL REFERENCES attachments (id) DEFERRABLE INITIALLY DEFERRED,
  question   BIGINT NOT NULL REFERENCES questions (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX question_files_question ON question_files (question);
