-- The lock name of a key, as class LockName makes it: verbatim where that is possible, else a prefix, ~ and a hash.
-- No REGEXP_REPLACE (MySQL 5.7 lacks it) and no MD5 (9.7 lacks it).

/*!50700 SET sql_notes = 0 */; -- no note, and so no warning in a log, that it isn't there yet
DROP FUNCTION IF EXISTS latchkey_lock_name;
/*!50700 SET sql_notes = 1 */;

DELIMITER //
CREATE FUNCTION latchkey_lock_name(
    namespace VARCHAR(16) CHARACTER SET utf8mb4,
    lock_key VARCHAR(255) CHARACTER SET utf8mb4
)
RETURNS VARCHAR(64) CHARACTER SET utf8mb4
DETERMINISTIC NO SQL
COMMENT 'Latchkey: the name to give IS_USED_LOCK for a key; namespace empty for none'
BEGIN
    DECLARE prefix VARCHAR(17) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT IF(namespace = '', '', CONCAT(namespace, '$'));
    DECLARE allowed VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:/#@-';
    DECLARE lower_case VARCHAR(26) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT 'abcdefghijklmnopqrstuvwxyz';
    DECLARE readable VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT '';
    DECLARE letter VARCHAR(1) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
    DECLARE hash CHAR(64) CHARACTER SET ascii;
    DECLARE is_verbatim BOOLEAN DEFAULT CHAR_LENGTH(lock_key) BETWEEN 1 AND 64 - CHAR_LENGTH(prefix);
    DECLARE room INT DEFAULT LEAST(CHAR_LENGTH(lock_key), 32, 64 - 25 - CHAR_LENGTH(prefix));
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
DELIMITER ;
