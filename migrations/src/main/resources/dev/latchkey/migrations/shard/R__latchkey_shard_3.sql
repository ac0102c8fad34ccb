-- Fencing tokens: a number for each acquisition of a key that asks for one, higher than all before it.
-- Never changed once published: what comes later gets a script of its own, with the next number.

/*!50700 SET sql_notes = 0 */; -- no note, and so no warning in a log, where it is there already, or isn't there yet

CREATE TABLE IF NOT EXISTS latchkey_token (
    lock_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'in clear text',
    namespace VARCHAR(16) CHARACTER SET ascii NOT NULL COMMENT 'empty for none',
    bucket SMALLINT UNSIGNED NOT NULL COMMENT 'bucket of the lock key''s owner: it moves with the bucket',
    token BIGINT NOT NULL COMMENT 'the last one that was drawn',
    drawn_at DATETIME(6) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (lock_key, namespace, bucket), -- keys that read the same may have owners, and so buckets, of their own
    KEY latchkey_token_bucket (bucket)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC COMMENT = 'Latchkey: fencing tokens; without its row a key would begin again with 1';

DROP PROCEDURE IF EXISTS latchkey_draw;
/*!50700 SET sql_notes = 1 */;

DELIMITER //
-- To be called by the session that holds the lock, and before the work: its transaction is ended, and the token committed. Such a session
-- loses its lock only when its transaction is decided, so no token is drawn after the next holder's. The shared lock on the bucket's
-- row makes whoever moves the bucket wait for the commit, and this for them. READ COMMITTED, so that who waited sees what was moved.
--
-- Answers one row: the token, or NULL and why there is none. An error that is raised says nothing about the draw.
CREATE PROCEDURE latchkey_draw(
    IN the_lock VARCHAR(64) CHARACTER SET utf8mb4,
    IN the_bucket SMALLINT UNSIGNED,
    IN the_namespace VARCHAR(16) CHARACTER SET ascii,
    IN the_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin
)
MODIFIES SQL DATA
SQL SECURITY INVOKER
COMMENT 'Latchkey: draws a fencing token, and commits it'
BEGIN
    DECLARE held INT DEFAULT 0;
    DECLARE at_home INT DEFAULT 0;
    DECLARE drawn BIGINT;
    DECLARE error_number INT DEFAULT 0;
    DECLARE error_state VARCHAR(5) CHARACTER SET utf8mb4;
    DECLARE error_text VARCHAR(512) CHARACTER SET utf8mb4;
    BEGIN
        DECLARE EXIT HANDLER FOR SQLEXCEPTION
        BEGIN
            GET DIAGNOSTICS CONDITION 1
                error_number = MYSQL_ERRNO, error_state = RETURNED_SQLSTATE, error_text = MESSAGE_TEXT;
            SET drawn = NULL;
            ROLLBACK AND NO CHAIN NO RELEASE; -- whatever completion_type says
        END;
        DECLARE CONTINUE HANDLER FOR NOT FOUND SET at_home = 0;
        ROLLBACK AND NO CHAIN NO RELEASE;
        SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
        START TRANSACTION;
        SET held = COALESCE(IS_USED_LOCK(the_lock) = CONNECTION_ID(), 0);
        SELECT 1 INTO at_home FROM latchkey_bucket AS b WHERE b.bucket = the_bucket AND b.owned = 1 LOCK IN SHARE MODE;
        IF held = 1 AND at_home = 1 THEN
            INSERT INTO latchkey_token (lock_key, namespace, bucket, token, drawn_at)
            VALUES (the_key, the_namespace, the_bucket, 1, UTC_TIMESTAMP(6))
            ON DUPLICATE KEY UPDATE token = token + 1, drawn_at = UTC_TIMESTAMP(6);
            SELECT t.token INTO drawn
            FROM latchkey_token AS t
            WHERE t.lock_key = the_key AND t.namespace = the_namespace AND t.bucket = the_bucket;
        END IF;
        COMMIT AND NO CHAIN NO RELEASE;
    END;
    SELECT drawn AS token, held, at_home, error_number, error_state, error_text;
END//
DELIMITER ;

UPDATE latchkey_schema SET version = GREATEST(version, 3) WHERE part = 'shard';
