-- Which device each session is of, since when, and what its owner calls it: sealed, for their other devices alone. A device
-- has one session. Sessions from before get devices of their own.
CREATE TABLE session_of_device (
  token BLOB NOT NULL PRIMARY KEY CHECK (length (token) = 32), -- its hash
  user BLOB NOT NULL REFERENCES account (user) ON DELETE CASCADE,
  device BLOB NOT NULL CHECK (length (device) = 16),
  name BLOB CHECK (length (name) = 104), -- NULL until the device says it
  sheet INTEGER NOT NULL CHECK (sheet IN (0, 1)), -- signed in with the printed sheet
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  UNIQUE (user, device)
) STRICT, WITHOUT ROWID;
INSERT INTO session_of_device (token, user, device, sheet, created, seen)
  SELECT token, user, randomblob (16), sheet, seen, seen FROM session;
DROP TABLE session;
ALTER TABLE session_of_device RENAME TO session;
CREATE INDEX session_user ON session (user);
CREATE INDEX session_seen ON session (seen);
