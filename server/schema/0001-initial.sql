-- The store of one organisation. Ids are 16 bytes, times are seconds since 1970 by the server's clock, booleans 0 or 1.
-- seq is the number of the commit that made a row, rv that of its last change. Nothing in here can be read without keys
-- that the server does not have: sealed objects, boxes and statements are kept as they came.

-- One row for each start of a server on this store: versions and cursors belong to one of them.
CREATE TABLE lineage (
  number INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  start_seq INTEGER NOT NULL UNIQUE CHECK (start_seq > 0),
  end_seq INTEGER CHECK (end_seq >= start_seq) -- NULL while it is the newest
) STRICT;

CREATE TABLE clock (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL CHECK (seq >= 0)
) STRICT;
INSERT INTO clock (one, seq) VALUES (1, 0);

CREATE TABLE config (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 'setup': hash of the one-time code, until it was used; 'salt': makes the salts of names that do not exist.
CREATE TABLE secret (
  name TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL CHECK (length (value) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE roster (
  number INTEGER PRIMARY KEY CHECK (number > 0),
  statement BLOB NOT NULL,
  rv INTEGER NOT NULL
) STRICT;
CREATE INDEX roster_rv ON roster (rv, number);

-- Names and public keys stand in the roster.
CREATE TABLE account (
  user BLOB NOT NULL PRIMARY KEY CHECK (length (user) = 16),
  mail TEXT NOT NULL,
  ops INTEGER NOT NULL,
  mem INTEGER NOT NULL, -- KiB
  salt BLOB NOT NULL CHECK (length (salt) = 16),
  login BLOB NOT NULL CHECK (length (login) = 32), -- hash of the login secret
  bundle BLOB NOT NULL CHECK (length (bundle) = 296),
  sheet_login BLOB NOT NULL CHECK (length (sheet_login) = 32),
  sheet_bundle BLOB NOT NULL CHECK (length (sheet_bundle) = 296),
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  token BLOB NOT NULL PRIMARY KEY CHECK (length (token) = 32), -- its hash
  user BLOB NOT NULL REFERENCES account (user) ON DELETE CASCADE,
  sheet INTEGER NOT NULL CHECK (sheet IN (0, 1)), -- signed in with the printed sheet
  seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user);
CREATE INDEX session_seen ON session (seen);

CREATE TABLE area (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  portal INTEGER NOT NULL CHECK (portal IN (0, 1)),
  anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)),
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  rv INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX area_rv ON area (rv, id);
CREATE UNIQUE INDEX area_default ON area (is_default) WHERE is_default = 1;

-- *_v, *_by, *_at: seq of the field's last change, by whom (NULL: a reporter without account), when.
CREATE TABLE ticket (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  number TEXT NOT NULL UNIQUE,
  area BLOB NOT NULL REFERENCES area (id),
  origin TEXT NOT NULL CHECK (origin IN ('portal', 'signed-in', 'on-behalf')),
  reporter BLOB REFERENCES account (user), -- NULL: anonymous
  inbox INTEGER NOT NULL CHECK (inbox IN (0, 1)),
  reachable INTEGER NOT NULL CHECK (reachable IN (0, 1)),
  received INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
  state_v INTEGER NOT NULL,
  state_by BLOB CHECK (length (state_by) = 16),
  state_at INTEGER NOT NULL,
  closed INTEGER CHECK ((state = 'closed') = (closed IS NOT NULL)),
  outcome BLOB REFERENCES object (id),
  advisor BLOB REFERENCES account (user),
  advisor_v INTEGER NOT NULL,
  advisor_by BLOB CHECK (length (advisor_by) = 16),
  advisor_at INTEGER NOT NULL,
  taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
  rv INTEGER NOT NULL,
  CHECK (inbox = 0 OR reporter IS NULL),
  CHECK (taken = 1 OR advisor IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_rv ON ticket (rv, id);
CREATE INDEX ticket_area ON ticket (area);

-- The anonymous reporter's side: found by a part of their code, opened by a hash of another part.
CREATE TABLE inbox (
  ticket BLOB NOT NULL PRIMARY KEY REFERENCES ticket (id),
  lookup BLOB NOT NULL UNIQUE CHECK (length (lookup) = 16),
  token BLOB NOT NULL CHECK (length (token) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE epoch (
  ticket BLOB NOT NULL REFERENCES ticket (id),
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  statement BLOB NOT NULL,
  past_sh BLOB CHECK ((epoch = 0) = (past_sh IS NULL)),
  past_in BLOB CHECK ((epoch = 0) = (past_in IS NULL)),
  PRIMARY KEY (ticket, epoch)
) STRICT, WITHOUT ROWID;

-- kind as in the slots themselves: 1 member, 2 reporter; an anonymous reporter's recipient is zeros.
CREATE TABLE slot (
  ticket BLOB NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)),
  recipient BLOB NOT NULL CHECK (length (recipient) = 16),
  epoch INTEGER NOT NULL,
  box BLOB NOT NULL CHECK (length (box) = 208),
  PRIMARY KEY (ticket, kind, recipient, epoch),
  FOREIGN KEY (ticket, epoch) REFERENCES epoch (ticket, epoch)
) STRICT, WITHOUT ROWID;
CREATE INDEX slot_epoch ON slot (ticket, epoch);

-- Immutable. type as in the objects' headers; pos counts the objects of one operation.
CREATE TABLE object (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  ticket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  pos INTEGER NOT NULL,
  type INTEGER NOT NULL,
  internal INTEGER NOT NULL CHECK (internal IN (0, 1)), -- for the team alone
  epoch INTEGER NOT NULL,
  author BLOB REFERENCES account (user), -- NULL: an anonymous reporter
  at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  FOREIGN KEY (ticket, epoch) REFERENCES epoch (ticket, epoch)
) STRICT;
CREATE UNIQUE INDEX object_seq ON object (seq, ticket, id);
CREATE INDEX object_ticket ON object (ticket, id);

CREATE TABLE period (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  ticket BLOB NOT NULL REFERENCES ticket (id),
  name TEXT NOT NULL CHECK (name IN ('acknowledge', 'feedback')),
  due INTEGER NOT NULL,
  done INTEGER,
  rv INTEGER NOT NULL,
  UNIQUE (ticket, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX period_rv ON period (rv, id);

-- Who sees what. Alive while revoked_seq is NULL or not above granted_seq (both change where a side is lost: everything is
-- taken away and the rest is given again).
CREATE TABLE access (
  user BLOB NOT NULL CHECK (length (user) = 16),
  ticket BLOB NOT NULL REFERENCES ticket (id),
  side TEXT NOT NULL CHECK (side IN ('team', 'reporter', 'both')),
  granted_seq INTEGER NOT NULL,
  revoked_seq INTEGER,
  PRIMARY KEY (user, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_granted ON access (user, granted_seq, ticket);
CREATE INDEX access_revoked ON access (user, revoked_seq, ticket) WHERE revoked_seq IS NOT NULL;
CREATE INDEX access_ticket ON access (ticket);

-- Answers to operations: the same operation again gets the same answer.
CREATE TABLE op (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  hash BLOB NOT NULL CHECK (length (hash) = 32), -- of the request and who sent it
  status TEXT NOT NULL CHECK (status IN ('applied', 'conflict', 'gone', 'forbidden', 'rekey', 'invalid')),
  seq INTEGER NOT NULL,
  ticket BLOB REFERENCES ticket (id), -- NULL where it did nothing to one
  result TEXT NOT NULL, -- the rest of the answer, JSON
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX op_at ON op (at);

-- Sealed attachments; their bytes are files.
CREATE TABLE blob (
  id BLOB NOT NULL PRIMARY KEY CHECK (length (id) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('account', 'form')),
  owner BLOB NOT NULL CHECK (length (owner) = 16),
  size INTEGER NOT NULL CHECK (size > 0),
  done INTEGER NOT NULL CHECK (done IN (0, 1)),
  ticket BLOB REFERENCES ticket (id) CHECK (ticket IS NULL OR done = 1), -- NULL until claimed
  created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_unclaimed ON blob (owner, created) WHERE ticket IS NULL;
CREATE INDEX blob_ticket ON blob (ticket);
