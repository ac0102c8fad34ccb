-- Distinct lists and result ids. A list's row has the bucket; its items are found by the list, and move with it.
-- Never changed once published: what comes later gets a script of its own, with the next number.

/*!50700 SET sql_notes = 0 */; -- no note, and so no warning in a log, where a table is there already

CREATE TABLE IF NOT EXISTS latchkey_list (
    list BINARY(16) NOT NULL COMMENT 'random id; what is set up again under the same name has another',
    name_id BINARY(16) NOT NULL COMMENT 'hash of kind, namespace, owner and lock key',
    has_name TINYINT NULL COMMENT '1: its name means this one; NULL: it was torn down, or another one has the name now',
    kind VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'LIST or RESULT_IDS',
    bucket SMALLINT UNSIGNED NOT NULL COMMENT 'bucket of the lock key''s owner: list and items move with the bucket',
    namespace VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'clear text for people; empty for none',
    lock_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'its name, in clear text for people',
    set_up_at DATETIME(6) NOT NULL COMMENT 'UTC',
    ends_at DATETIME(6) NULL COMMENT 'UTC; NULL: never',
    size BIGINT NOT NULL COMMENT 'how many items it has; whoever inserts locks this row',
    PRIMARY KEY (list),
    UNIQUE KEY latchkey_list_name (name_id, has_name),
    KEY latchkey_list_end (ends_at),
    KEY latchkey_list_bucket (bucket)
) ENGINE = InnoDB COMMENT = 'Latchkey: distinct lists, and lists of result ids';

CREATE TABLE IF NOT EXISTS latchkey_list_item (
    list BINARY(16) NOT NULL COMMENT 'the list''s id',
    position BIGINT NOT NULL COMMENT '1, 2, 3 and so on, in the order of commits; the id of a result',
    hash BINARY(32) NOT NULL COMMENT 'SHA-256 of the item',
    item MEDIUMBLOB NOT NULL COMMENT 'at most 64 KiB',
    inserted_by BINARY(16) NOT NULL COMMENT 'random id of the call that inserted it, and was told that it is new',
    PRIMARY KEY (list, position),
    UNIQUE KEY latchkey_list_item_hash (list, hash)
) ENGINE = InnoDB COMMENT = 'Latchkey: what is in the lists, each item once';

UPDATE latchkey_schema SET version = GREATEST(version, 4) WHERE part = 'shard';

/*!50700 SET sql_notes = 1 */;
