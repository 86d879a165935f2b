-- Tickets and hashes of epochs stand there under the local key from now on: they stay when the ticket is gone. What the cache
-- has is pinned anew.
DELETE FROM epoch_pin;
