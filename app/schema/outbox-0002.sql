-- Team work. Everything that people wrote, and every secret, is sealed under the local key.

-- Of what was refused: how the ticket stood then, as the server said, sealed; and the operation whose refusal took this
-- one along, NULL where it was refused itself.
ALTER TABLE operation ADD COLUMN answer BLOB;
ALTER TABLE operation ADD COLUMN cause BLOB;

-- Invitations of this device: only it knows the secret that the newcomer's tag is checked with.
CREATE TABLE invitation (
  user BLOB PRIMARY KEY,
  sealed BLOB NOT NULL -- name, secret, and the role and area that go with it
) STRICT, WITHOUT ROWID;

-- What the server has answered as applied, until a backup of it holds that: a restored server is given it again. n, op,
-- intent and request as they were in operation.
CREATE TABLE answered (
  n INTEGER PRIMARY KEY,
  op BLOB NOT NULL UNIQUE,
  ticket BLOB NOT NULL,
  intent BLOB NOT NULL,
  request BLOB NOT NULL,
  state_v INTEGER,
  advisor_v INTEGER,
  seq INTEGER NOT NULL,
  cursor TEXT NOT NULL, -- how far the feed was followed by then: a server that does not know it has lost something
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX answered_seq ON answered (seq);

-- Those of operation that were answered once and go again: the versions that they name may be of a future that was lost.
CREATE TABLE again (
  n INTEGER PRIMARY KEY,
  tries INTEGER NOT NULL -- how often it was built anew
) STRICT;

-- The newest restore of the server that was noticed.
CREATE TABLE restored (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  known INTEGER NOT NULL, -- what the server still knew
  made INTEGER NOT NULL,  -- when its backup was made; 0: it does not say
  at INTEGER NOT NULL,
  again INTEGER NOT NULL, -- how much went again
  told INTEGER NOT NULL
) STRICT;

-- Half-written texts. A ticket of zeros is the one that is not submitted yet.
CREATE TABLE draft (
  ticket BLOB NOT NULL,
  kind TEXT NOT NULL,
  sealed BLOB NOT NULL,
  changed INTEGER NOT NULL,
  PRIMARY KEY (ticket, kind)
) STRICT, WITHOUT ROWID;

-- What was seen and the server does not know yet.
CREATE TABLE read_mark (
  ticket BLOB PRIMARY KEY,
  up_to INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
