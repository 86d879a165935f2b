-- The epochs of each ticket that this device has followed, the newest 100: another chain is refused, also after the cache
-- is gone.
CREATE TABLE epoch_pin (
  ticket BLOB NOT NULL,
  epoch INTEGER NOT NULL,
  hash BLOB NOT NULL,
  head INTEGER NOT NULL, -- the newest statement about people that the chain had named by then
  seq INTEGER NOT NULL,  -- of the ticket's row that brought it
  lost INTEGER NOT NULL, -- a server that was put back from a backup may lack it
  PRIMARY KEY (ticket, epoch)
) STRICT, WITHOUT ROWID;

-- How far the feed was followed by then: a server that does not know it has lost something.
CREATE TABLE epoch_pin_cursor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  cursor TEXT NOT NULL
) STRICT;
