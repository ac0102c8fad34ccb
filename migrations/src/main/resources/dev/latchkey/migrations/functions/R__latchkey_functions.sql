-- What a lock key means to the library: its owner, the owner's bucket, its lock name, and those of its slots.

/*!50700 SET sql_notes = 0 */; -- no note, and so no warning in a log, that it isn't there yet
DROP FUNCTION IF EXISTS latchkey_lock_name;
DROP FUNCTION IF EXISTS latchkey_slot_name;
DROP FUNCTION IF EXISTS latchkey_slots_held;
DROP FUNCTION IF EXISTS latchkey_encoded;
DROP FUNCTION IF EXISTS latchkey_owner;
DROP FUNCTION IF EXISTS latchkey_bucket;
/*!50700 SET sql_notes = 1 */;

DELIMITER //
-- As class LockName makes names of keys: verbatim where that is possible, else a prefix, ~ and a hash.
-- No REGEXP_REPLACE (MySQL 5.7 lacks it) and no MD5 (9.7 lacks it).
CREATE FUNCTION latchkey_encoded(
    namespace VARCHAR(16) CHARACTER SET utf8mb4,
    lock_key VARCHAR(255) CHARACTER SET utf8mb4,
    longest INT
)
RETURNS VARCHAR(64) CHARACTER SET utf8mb4
DETERMINISTIC NO SQL
COMMENT 'Latchkey: for latchkey_lock_name and latchkey_slot_name'
BEGIN
    DECLARE prefix VARCHAR(17) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT IF(namespace = '', '', CONCAT(namespace, '$'));
    DECLARE allowed VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/#@-';
    DECLARE lower_case VARCHAR(26) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'abcdefghijklmnopqrstuvwxyz';
    DECLARE readable VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT '';
    DECLARE letter VARCHAR(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
    DECLARE hash CHAR(64) CHARACTER SET ascii;
    DECLARE is_verbatim BOOLEAN DEFAULT CHAR_LENGTH(lock_key) BETWEEN 1 AND longest - CHAR_LENGTH(prefix);
    DECLARE room INT DEFAULT LEAST(CHAR_LENGTH(lock_key), 32, longest - 25 - CHAR_LENGTH(prefix));
    DECLARE i INT DEFAULT 1;
    WHILE i <= CHAR_LENGTH(lock_key) AND (is_verbatim OR i <= room) DO
        SET letter = SUBSTRING(lock_key, i, 1);
        IF LOCATE(letter, allowed) = 0 THEN
            SET is_verbatim = FALSE;
            SET letter = IF(LOCATE(letter, lower_case) > 0, UPPER(letter), '_');
        END IF;
        IF i <= room THEN
            SET readable = CONCAT(readable, letter);
        END IF;
        SET i = i + 1;
    END WHILE;
    IF is_verbatim THEN
        RETURN CONCAT(prefix, lock_key);
    END IF;
    SET hash = SHA2(CONCAT(prefix, lock_key), 256);
    RETURN CONCAT(prefix, readable, '~',
        LPAD(CONV(SUBSTR(hash, 1, 15), 16, 32), 12, '0'),
        LPAD(CONV(SUBSTR(hash, 16, 15), 16, 32), 12, '0'));
END//

CREATE FUNCTION latchkey_lock_name(
    namespace VARCHAR(16) CHARACTER SET utf8mb4,
    lock_key VARCHAR(255) CHARACTER SET utf8mb4
)
RETURNS VARCHAR(64) CHARACTER SET utf8mb4
DETERMINISTIC NO SQL
COMMENT 'Latchkey: the name to give IS_USED_LOCK for a key; namespace empty for none'
RETURN latchkey_encoded(namespace, lock_key, 64)//

CREATE FUNCTION latchkey_slot_name(
    namespace VARCHAR(16) CHARACTER SET utf8mb4,
    lock_key VARCHAR(255) CHARACTER SET utf8mb4,
    number INT
)
RETURNS VARCHAR(64) CHARACTER SET utf8mb4
DETERMINISTIC NO SQL
COMMENT 'Latchkey: the name to give IS_USED_LOCK for a slot of a key, from 0; readers have slots'
RETURN CONCAT(latchkey_encoded(namespace, lock_key, 59), '+', number)//

CREATE FUNCTION latchkey_slots_held(
    namespace VARCHAR(16) CHARACTER SET utf8mb4,
    lock_key VARCHAR(255) CHARACTER SET utf8mb4
)
RETURNS INT
NOT DETERMINISTIC NO SQL
COMMENT 'Latchkey: how many slots of a key are held now, of 2048'
BEGIN
    DECLARE stem VARCHAR(64) CHARACTER SET utf8mb4 DEFAULT latchkey_encoded(namespace, lock_key, 59);
    DECLARE held INT DEFAULT 0;
    DECLARE i INT DEFAULT 0;
    WHILE i < 2048 DO
        SET held = held + (IS_USED_LOCK(CONCAT(stem, '+', i)) IS NOT NULL);
        SET i = i + 1;
    END WHILE;
    RETURN held;
END//

-- As LockKey.parse reads it: up to the first segment of digits after the first segment; the whole key if there is none. Digits are told by
-- their bytes, since regular expressions stop at a NUL on 5.7, and overlook a line feed at the end on 8.0.
CREATE FUNCTION latchkey_owner(lock_key VARCHAR(255) CHARACTER SET utf8mb4)
RETURNS VARCHAR(255) CHARACTER SET utf8mb4
DETERMINISTIC NO SQL
COMMENT 'Latchkey: the part of a key that decides its shard'
BEGIN
    DECLARE rest VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT lock_key;
    DECLARE before_segment INT DEFAULT LOCATE('_', rest);
    DECLARE after_segment INT;
    WHILE before_segment > 0 DO
        SET after_segment = LOCATE('_', rest, before_segment + 1);
        IF after_segment = 0 THEN
            SET after_segment = CHAR_LENGTH(rest) + 1;
        END IF;
        IF HEX(SUBSTRING(rest, before_segment + 1, after_segment - before_segment - 1)) REGEXP '^(3[0-9])+$' THEN
            RETURN LEFT(rest, after_segment - 1);
        END IF;
        SET before_segment = IF(after_segment > CHAR_LENGTH(rest), 0, after_segment);
    END WHILE;
    RETURN lock_key;
END//

CREATE FUNCTION latchkey_bucket(owner VARCHAR(255) CHARACTER SET utf8mb4)
RETURNS SMALLINT UNSIGNED
DETERMINISTIC NO SQL
COMMENT 'Latchkey: the bucket of an owner, 0 to 1023'
RETURN CRC32(owner) % 1024//
DELIMITER ;
