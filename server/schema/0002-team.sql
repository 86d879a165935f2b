-- More than one person: invitations, what members' clients have to do for each other, what each has read, backups.

-- From the invitation until the person is in the roster and, where it names one, in the area. Nobody signs in before they
-- accepted; keys and tag are theirs, and only the inviter's client can tell whether the tag is right.
CREATE TABLE invitation (
  user BLOB NOT NULL PRIMARY KEY CHECK (length (user) = 16),
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE, -- the name as names are compared
  mail TEXT NOT NULL,
  role TEXT CHECK (role IN ('observer', 'professional', 'expert')),
  area BLOB REFERENCES area (id) CHECK ((area IS NULL) = (role IS NULL)),
  inviter BLOB NOT NULL REFERENCES account (user),
  token BLOB NOT NULL CHECK (length (token) = 32), -- its hash
  expires INTEGER NOT NULL,
  accepted INTEGER, -- when; NULL until then
  sign_pk BLOB CHECK (length (sign_pk) = 32),
  box_pk BLOB CHECK (length (box_pk) = 32),
  tag BLOB CHECK (length (tag) = 32),
  CHECK ((accepted IS NULL) = (tag IS NULL) AND (accepted IS NULL) = (sign_pk IS NULL)
         AND (accepted IS NULL) = (box_pk IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_expires ON invitation (expires) WHERE accepted IS NULL;

-- What a member's client has to do to a ticket: 'seal' its newest epoch to somebody who joined, or open an epoch without
-- who left ('rekey', where user is zeros).
CREATE TABLE due (
  ticket BLOB NOT NULL REFERENCES ticket (id),
  kind TEXT NOT NULL CHECK (kind IN ('seal', 'rekey')),
  user BLOB NOT NULL CHECK (length (user) = 16),
  PRIMARY KEY (ticket, kind, user),
  CHECK ((kind = 'rekey') = (user = zeroblob (16)))
) STRICT, WITHOUT ROWID;
CREATE INDEX due_user ON due (user, ticket);

-- What each user has seen, on whichever device; it never goes back.
CREATE TABLE read_mark (
  user BLOB NOT NULL CHECK (length (user) = 16),
  ticket BLOB NOT NULL REFERENCES ticket (id),
  up_to INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  PRIMARY KEY (user, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX read_mark_rv ON read_mark (user, rv, ticket);

-- The newest backup that was verified: clients keep what is newer until a later one holds it.
CREATE TABLE backup (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Each time that this store was put back from a backup: what it knew then, when that backup was made (NULL where it does
-- not say), when it was put back, and when a server first ran on it (NULL until then).
CREATE TABLE restore (
  seq INTEGER PRIMARY KEY,
  made INTEGER,
  at INTEGER NOT NULL,
  started INTEGER
) STRICT;

-- For the question whom a commit concerns: by seq alone, whoever the user is.
CREATE INDEX access_granted_by ON access (granted_seq);
CREATE INDEX access_revoked_by ON access (revoked_seq) WHERE revoked_seq IS NOT NULL;
CREATE INDEX read_mark_by ON read_mark (rv);
