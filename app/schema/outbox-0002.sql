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

-- What the server has answered as applied, until a backup of it holds that: a restored server is given it again.
CREATE TABLE answered (
  n INTEGER PRIMARY KEY,
  op BLOB NOT NULL UNIQUE,
  ticket BLOB NOT NULL,
  intent BLOB NOT NULL,
  request BLOB NOT NULL,
  seq INTEGER NOT NULL
) STRICT;
CREATE INDEX answered_seq ON answered (seq);

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
