-- How a run with a work id ends, in one round trip: the gate, COMMIT, and the release of its lock.
-- Never changed once published: what comes later gets a script of its own, with the next number.

/*!50700 SET sql_notes = 0 */; -- no note, and so no warning in a log, that it isn't there yet
DROP PROCEDURE IF EXISTS latchkey_commit;
/*!50700 SET sql_notes = 1 */;

DELIMITER //
-- The gate asks three things at once: is the lock still this session's, does this shard still own the bucket, without a break since
-- the run was led here, is this the first time. The shared lock on the bucket's row makes whoever moves the bucket wait for the commit,
-- and the commit for them. LOCK IN SHARE MODE, since MySQL 5.7 and MariaDB don't know FOR SHARE.
--
-- Answers one row. An error of the gate is told there, and nothing is committed; an error that is raised says nothing about the commit.
CREATE PROCEDURE latchkey_commit(
    IN the_lock VARCHAR(64) CHARACTER SET utf8mb4,
    IN the_bucket SMALLINT UNSIGNED,
    IN since_epoch BIGINT,
    IN the_action BINARY(16),
    IN the_run BINARY(16),
    IN the_namespace VARCHAR(16) CHARACTER SET utf8mb4,
    IN the_key VARCHAR(255) CHARACTER SET utf8mb4,
    IN the_work VARCHAR(255) CHARACTER SET utf8mb4,
    IN the_result MEDIUMBLOB
)
MODIFIES SQL DATA
SQL SECURITY INVOKER
COMMENT 'Latchkey: gate, COMMIT and release of a run, in one round trip'
BEGIN
    DECLARE passed INT DEFAULT 0;
    DECLARE error_number INT DEFAULT 0;
    DECLARE error_state VARCHAR(5) CHARACTER SET utf8mb4;
    DECLARE error_text VARCHAR(512) CHARACTER SET utf8mb4;
    BEGIN
        DECLARE EXIT HANDLER FOR SQLEXCEPTION
            GET DIAGNOSTICS CONDITION 1
                error_number = MYSQL_ERRNO, error_state = RETURNED_SQLSTATE, error_text = MESSAGE_TEXT;
        DECLARE CONTINUE HANDLER FOR NOT FOUND SET passed = 0;
        SELECT 1 INTO passed
        FROM latchkey_bucket AS b
        WHERE b.bucket = the_bucket AND b.owned = 1 AND b.epoch = since_epoch AND IS_USED_LOCK(the_lock) = CONNECTION_ID()
        LOCK IN SHARE MODE;
        IF passed = 1 THEN -- not INSERT ... SELECT, for which MariaDB needs ten times as long
            SET passed = 0; -- until the receipt is there
            INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, result, done_at)
            VALUES (the_action, the_run, the_bucket, the_namespace, the_key, the_work, the_result, UTC_TIMESTAMP(6));
            SET passed = 1;
        END IF;
    END;
    IF passed = 1 THEN
        COMMIT AND NO CHAIN NO RELEASE; -- whatever completion_type says
        SELECT passed, RELEASE_LOCK(the_lock) AS released, RELEASE_ALL_LOCKS() AS rest,
            error_number, error_state, error_text;
    ELSE
        SELECT passed, NULL AS released, NULL AS rest, error_number, error_state, error_text;
    END IF;
END//
DELIMITER ;

UPDATE latchkey_schema SET version = GREATEST(version, 2) WHERE part = 'shard';
