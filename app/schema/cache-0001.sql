-- What the server sent, verified: may be thrown away and synced again. Texts stay sealed; ticket keys are wrapped
-- under the device's local key.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE roster (
  seq INTEGER PRIMARY KEY,
  statement BLOB NOT NULL
) STRICT;

CREATE TABLE area (
  id BLOB PRIMARY KEY,
  rv INTEGER NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  is_default INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
  id BLOB PRIMARY KEY,
  rv INTEGER NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL,
  state_v INTEGER NOT NULL,
  advisor BLOB,
  advisor_v INTEGER NOT NULL,
  area BLOB NOT NULL,
  origin TEXT NOT NULL,
  reporter BLOB,
  inbox INTEGER NOT NULL,
  received INTEGER NOT NULL,
  taken INTEGER NOT NULL,
  outcome BLOB,
  side TEXT NOT NULL,
  trust INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX ticket_number ON ticket (number);

CREATE TABLE epoch (
  ticket BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  statement BLOB NOT NULL,
  keys BLOB NOT NULL, -- HarkEpochKeys under the local key
  PRIMARY KEY (ticket, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE object (
  id BLOB PRIMARY KEY,
  ticket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  type INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  trust INTEGER NOT NULL
) STRICT;

CREATE INDEX object_ticket ON object (ticket, seq);

CREATE TABLE period (
  id BLOB PRIMARY KEY,
  ticket BLOB NOT NULL,
  rv INTEGER NOT NULL,
  name TEXT NOT NULL,
  due INTEGER NOT NULL,
  done INTEGER NOT NULL -- 0: not yet
) STRICT, WITHOUT ROWID;

CREATE INDEX period_ticket ON period (ticket);
