-- The newest epoch of a ticket that was sealed to the organisation's recovery key, which opens all before it. key names
-- that key: one of another key waits until the ticket is sealed to the one that there is now.
CREATE TABLE recovery_slot (
  ticket BLOB NOT NULL PRIMARY KEY,
  key BLOB NOT NULL CHECK (length (key) = 16),
  epoch INTEGER NOT NULL,
  box BLOB NOT NULL CHECK (length (box) = 208),
  FOREIGN KEY (ticket, epoch) REFERENCES epoch (ticket, epoch) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
