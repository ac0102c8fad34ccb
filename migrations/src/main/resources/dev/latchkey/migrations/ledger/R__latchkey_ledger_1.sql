-- What the ledger keeps: the index of all actions that are done, asked before each run.
-- Never changed once published: what comes later gets a script of its own, with the next number.
-- Repeatable, and so without a version, which could stand in the way of an application's own; each runs once.

/*!50700 SET sql_notes = 0 */; -- no note, and so no warning in a log, where a table is there already

CREATE TABLE IF NOT EXISTS latchkey_schema (
    part VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'shard or ledger',
    version INT NOT NULL COMMENT 'version of that part, checked by the library when it starts',
    PRIMARY KEY (part)
) ENGINE = InnoDB COMMENT = 'Latchkey: which parts of its schema are installed here';

CREATE TABLE IF NOT EXISTS latchkey_ledger (
    action BINARY(16) NOT NULL COMMENT 'hash of namespace, lock key and work id',
    run_id BINARY(16) NOT NULL COMMENT 'random id of the run that did it',
    namespace VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'clear text for people; empty for none',
    lock_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'clear text for people',
    work_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'clear text for people',
    result MEDIUMBLOB NULL COMMENT 'what the work returned, encoded; at most 64 KiB',
    shard VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'the shard that has the receipt',
    server VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'identity of the server that committed it',
    marked_at DATETIME(6) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (action),
    KEY latchkey_ledger_marked (marked_at)
) ENGINE = InnoDB COMMENT = 'Latchkey: index of the actions that are done; the receipts on the shards are the truth';

INSERT INTO latchkey_schema (part, version) VALUES ('ledger', 1) ON DUPLICATE KEY UPDATE version = GREATEST(version, 1);

/*!50700 SET sql_notes = 1 */;
