-- What people are to be told. A notice stays in its person's inbox; state says how far it is on its way out
-- of the app: 'waits', 'packed' in a parcel, 'done' (sent, or only for the inbox), 'dropped' (whom it is for
-- may not read it, or is gone). via: the channel it has to take since another one failed, else the one it
-- took. body and url are what was true when it happened.

-- +goose Up
CREATE TABLE notices (
  id         BIGINT PRIMARY KEY NOT NULL,
  key        TEXT   NOT NULL UNIQUE,
  person     BIGINT NOT NULL,
  kind       TEXT   NOT NULL,
  thread     TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  body       TEXT   NOT NULL,
  url        TEXT   NOT NULL,
  space      BIGINT NOT NULL,
  page       BIGINT NOT NULL,
  question   BIGINT NOT NULL,
  urgent     BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  not_before BIGINT NOT NULL,
  state      TEXT   NOT NULL,
  via        TEXT   NOT NULL,
  parcel     BIGINT NOT NULL,
  ended      BIGINT NOT NULL, -- when it was done or dropped; 0 before
  seen       BIGINT NOT NULL  -- when its person saw it in the app; 0: not yet
);
CREATE INDEX notices_waiting ON notices (person) WHERE state = 'waits';
CREATE INDEX notices_inbox ON notices (person, id) WHERE state <> 'dropped';
CREATE INDEX notices_unseen ON notices (person) WHERE seen = 0 AND state <> 'dropped';
CREATE INDEX notices_parcel ON notices (parcel) WHERE parcel <> 0;
CREATE INDEX notices_page ON notices (page) WHERE page <> 0;
CREATE INDEX notices_question ON notices (question) WHERE question <> 0;
CREATE INDEX notices_ended ON notices (ended) WHERE ended <> 0;

-- One message to one person, fixed before it is sent for the first time: whatever happens, it is the same
-- message under the same id. state: 'open', 'sent',
-- 'refused' for good, 'void' (nobody is there, or may read any of it).
CREATE TABLE parcels (
  id         BIGINT PRIMARY KEY NOT NULL,
  person     BIGINT NOT NULL,
  channel    TEXT   NOT NULL,
  message    TEXT   NOT NULL, -- the local part of its Message-ID
  thread     TEXT   NOT NULL,        -- where all of it is one thread, else ''
  state      TEXT   NOT NULL,
  tries      BIGINT NOT NULL,
  next_try   BIGINT NOT NULL,
  made       BIGINT NOT NULL,
  ended      BIGINT NOT NULL,
  fault      TEXT   NOT NULL, -- what the last try met, in the server’s words
  UNIQUE (channel, message)
);
CREATE INDEX parcels_open ON parcels (person) WHERE state = 'open';
CREATE INDEX parcels_refused ON parcels (id) WHERE state = 'refused';
CREATE INDEX parcels_ended ON parcels (ended) WHERE ended <> 0;
