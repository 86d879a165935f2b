-- Tickets and hashes of epochs stand there under the local key from now on: they stay when the ticket is gone. What the cache
-- has is pinned anew.
DELETE FROM epoch_pin;

-- What was here of reporters by the time that a new inbox code of theirs was followed: what else comes with the old one was
-- written when that had ended. Both under the local key.
CREATE TABLE early (
  object BLOB PRIMARY KEY,
  ticket BLOB NOT NULL
) STRICT, WITHOUT ROWID;
