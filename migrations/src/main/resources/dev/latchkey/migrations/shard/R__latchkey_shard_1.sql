-- What a shard keeps: which part of the schema it has, who it is, which buckets it owns, and the receipts.
-- Never changed once published: what comes later gets a script of its own, with the next number.
-- Repeatable, and so without a version, which could stand in the way of an application's own; each runs once.

/*!50700 SET sql_notes = 0 */; -- no note, and so no warning in a log, where a table is there already

CREATE TABLE IF NOT EXISTS latchkey_schema (
    part VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'shard or ledger',
    version INT NOT NULL COMMENT 'version of that part, checked by the library when it starts',
    PRIMARY KEY (part)
) ENGINE = InnoDB COMMENT = 'Latchkey: which parts of its schema are installed here';

CREATE TABLE IF NOT EXISTS latchkey_shard (
    one TINYINT NOT NULL COMMENT 'always 1: this table has one row',
    fleet BINARY(16) NOT NULL COMMENT 'random id of the fleet that this shard belongs to',
    name VARCHAR(32) CHARACTER SET ascii NOT NULL COMMENT 'name of this shard in its fleet: s1',
    shards INT NOT NULL COMMENT 'how many shards the fleet has',
    founded_at DATETIME(6) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (one)
) ENGINE = InnoDB COMMENT = 'Latchkey: who this shard is; written once by migrate';

CREATE TABLE IF NOT EXISTS latchkey_bucket (
    bucket SMALLINT UNSIGNED NOT NULL COMMENT 'CRC32(owner) % 1024',
    owned TINYINT NOT NULL COMMENT '1: the keys of this bucket are at home on this shard',
    epoch BIGINT NOT NULL COMMENT 'of the shard map with which that was last changed',
    changed_at DATETIME(6) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (bucket)
) ENGINE = InnoDB COMMENT = 'Latchkey: which buckets this shard owns; every run asks here before its commit';

CREATE TABLE IF NOT EXISTS latchkey_receipt (
    action BINARY(16) NOT NULL COMMENT 'hash of namespace, lock key and work id',
    run_id BINARY(16) NOT NULL COMMENT 'random id of the run that did it',
    bucket SMALLINT UNSIGNED NOT NULL COMMENT 'bucket of the lock key''s owner: it moves with the bucket',
    namespace VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'clear text for people; empty for none',
    lock_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'clear text for people',
    work_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'clear text for people',
    result MEDIUMBLOB NULL COMMENT 'what the work returned, encoded; at most 64 KiB',
    done_at DATETIME(6) NOT NULL COMMENT 'UTC; just before the commit',
    marked_at DATETIME(6) NULL COMMENT 'UTC; when the ledger was known to have the mark; NULL: not yet',
    PRIMARY KEY (action),
    KEY latchkey_receipt_marked (marked_at),
    KEY latchkey_receipt_bucket (bucket)
) ENGINE = InnoDB COMMENT = 'Latchkey: the truth about which actions are done, written in the transaction of the work';

INSERT INTO latchkey_schema (part, version) VALUES ('shard', 1) ON DUPLICATE KEY UPDATE version = GREATEST(version, 1);

/*!50700 SET sql_notes = 1 */;
