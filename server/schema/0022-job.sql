-- What happens by itself: when each job ran last, when one last came to its end, and why the last run did not ('': it did).
CREATE TABLE job (
  name TEXT NOT NULL PRIMARY KEY CHECK (length (name) BETWEEN 1 AND 32),
  ran INTEGER NOT NULL,
  done INTEGER NOT NULL, -- 0: never
  fault TEXT NOT NULL CHECK (length (fault) <= 32)
) STRICT, WITHOUT ROWID;

-- What the clock said when it was looked at, how long the machine had been up by then, and since when (of that) the clock has
-- gone as the machine's own: what is deleted by the clock waits until that is an hour.
CREATE TABLE job_clock (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  now INTEGER NOT NULL,
  up INTEGER NOT NULL,
  since INTEGER NOT NULL
) STRICT;

-- So that a night's work is found piece by piece: whom somebody waits for goes first.
CREATE INDEX erasure_turn ON erasure (why = 'retention', at, ticket);
CREATE INDEX receipt_unfinished ON receipt (number) WHERE emptied = 0;
CREATE INDEX period_open ON period (due, id) WHERE done IS NULL AND gone = 0;
