-- The second factor of those who have one: RFC 6238, SHA-1, six digits, 30 seconds.
CREATE TABLE factor (
  user BLOB NOT NULL PRIMARY KEY REFERENCES account (user) ON DELETE CASCADE,
  secret BLOB NOT NULL CHECK (length (secret) = 20), -- readable: what is right is computed from it
  since INTEGER, -- NULL: begun, but not confirmed by a code yet: asked of nobody
  step INTEGER NOT NULL, -- of the newest code that was accepted: it and older ones never are again
  wrong INTEGER NOT NULL CHECK (wrong >= 0), -- codes since the last right one
  tried INTEGER NOT NULL -- when the last of them came
) STRICT, WITHOUT ROWID;
-- What does instead of a code, once.
CREATE TABLE recovery_code (
  user BLOB NOT NULL REFERENCES factor (user) ON DELETE CASCADE,
  hash BLOB NOT NULL CHECK (length (hash) = 32),
  PRIMARY KEY (user, hash)
) STRICT, WITHOUT ROWID;
