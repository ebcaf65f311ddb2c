-- When people work, and which groups they form.

-- +goose Up
-- A person without a row has the usual hours. week is JSON text: the seven days from Sunday, each as
-- “09:00–17:00, …”. Times of the day are minutes from midnight in the person's zone.
CREATE TABLE calendars (
  person         BIGINT PRIMARY KEY NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
  country        TEXT   NOT NULL,
  quiet_from     BIGINT NOT NULL,
  quiet_to       BIGINT NOT NULL,
  quiet_days_off BIGINT NOT NULL,
  pings          BIGINT NOT NULL,
  channel        TEXT   NOT NULL,
  week           TEXT   NOT NULL
);

-- Both days belong to it; they are written 2026-12-31, as the person's own calendar shows them.
CREATE TABLE days_away (
  id     BIGINT PRIMARY KEY NOT NULL,
  person BIGINT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
  first  TEXT   NOT NULL,
  last   TEXT   NOT NULL,
  deputy BIGINT NOT NULL,
  note   TEXT   NOT NULL
);
CREATE INDEX days_away_person ON days_away (person, last);

-- turn is the member who was asked last. name_key is the name as it is compared.
CREATE TABLE teams (
  id       BIGINT PRIMARY KEY NOT NULL,
  name     TEXT   NOT NULL,
  name_key TEXT   NOT NULL UNIQUE,
  turn     BIGINT NOT NULL
);

CREATE TABLE team_members (
  team     BIGINT NOT NULL REFERENCES teams (id) DEFERRABLE INITIALLY DEFERRED,
  person   BIGINT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
  position BIGINT NOT NULL,
  deputy   BIGINT NOT NULL,
  PRIMARY KEY (team, person)
);
CREATE INDEX team_members_person ON team_members (person);
