-- Every epoch is to be pinned once more (outbox-0004).
INSERT OR IGNORE INTO unpinned (ticket) SELECT DISTINCT ticket FROM epoch;

DROP TABLE late; -- what was early is kept instead
