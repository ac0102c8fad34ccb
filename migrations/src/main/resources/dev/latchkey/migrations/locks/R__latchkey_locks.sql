-- Who holds the named locks of this server, and who waits for them: all programs, not only those that use Latchkey.
--
-- The views have the rights of the account that runs this script, which needs SELECT on performance_schema, and on MariaDB PROCESS. Who
-- looks needs SELECT on the views, and nothing else. /*!50700 … */ is for MySQL alone, /*M! … */ for MariaDB alone.

-- One row: which shard this is, and whether the server shows all named locks, as MySQL 8.0 and later do. MySQL 5.7 and MariaDB do it where
-- wait/lock/metadata/sql/mdl is on in the performance schema; else only those are known that somebody waits for.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW latchkey_lock_sight AS
SELECT
    (SELECT s.name FROM latchkey_shard AS s) AS shard,
    EXISTS (
        SELECT 1 FROM performance_schema.setup_instruments AS i
        WHERE i.NAME = 'wait/lock/metadata/sql/mdl' AND i.ENABLED = 'YES'
    ) AS sees_all;

-- Who waits, as far as the statement tells: the first lock that it names, in single quotes. Only where the locks themselves are not shown.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW latchkey_lock_waiter AS
SELECT
    /*!50700 p.PROCESSLIST_ID */ /*M! p.ID */ AS session,
    CONVERT(SUBSTRING_INDEX(SUBSTRING(
        /*!50700 p.PROCESSLIST_INFO */ /*M! p.INFO */,
        LOCATE('GET_LOCK(''', /*!50700 p.PROCESSLIST_INFO */ /*M! p.INFO */) + 10), '''', 1) USING utf8mb4) AS lock_name
FROM /*!50700 performance_schema.threads */ /*M! information_schema.PROCESSLIST */ AS p
WHERE /*!50700 p.PROCESSLIST_STATE */ /*M! p.STATE */ = 'User lock'
    AND /*!50700 p.PROCESSLIST_INFO */ /*M! p.INFO */ LIKE '%GET_LOCK(''%'
    AND NOT (SELECT g.sees_all FROM latchkey_lock_sight AS g);

-- The server knows no times: since and purpose are what the library says of a lock that has a session of its own, in @latchkey; of a waiter
-- of another program, since its statement began. All times are UTC.
CREATE OR REPLACE SQL SECURITY DEFINER VIEW latchkey_lock AS
SELECT
    l.lock_name,
    l.state,
    l.session,
    COALESCE(t.PROCESSLIST_USER /*M! , p.USER */) AS user,
    COALESCE(told.host, t.PROCESSLIST_HOST /*M! , SUBSTRING_INDEX(p.HOST, ':', 1) */) AS host,
    told.application,
    told.process_id,
    CONVERT(SUBSTRING(said.VARIABLE_VALUE, 25) USING utf8mb4) AS purpose,
    COALESCE(
        CAST(CONVERT(LEFT(said.VARIABLE_VALUE, 23) USING utf8mb4) AS DATETIME(3)),
        IF(l.state = 'AWAITED', UTC_TIMESTAMP(3) - INTERVAL COALESCE(t.PROCESSLIST_TIME /*M! , p.TIME */) SECOND, NULL)) AS since,
    TIMESTAMPDIFF(SECOND, COALESCE(
        CAST(CONVERT(LEFT(said.VARIABLE_VALUE, 23) USING utf8mb4) AS DATETIME(3)),
        IF(l.state = 'AWAITED', UTC_TIMESTAMP(3) - INTERVAL COALESCE(t.PROCESSLIST_TIME /*M! , p.TIME */) SECOND, NULL)),
        UTC_TIMESTAMP(3)) AS age,
    l.waiters
FROM (
    SELECT
        CONVERT(/*!50700 UPPER(m.OBJECT_NAME) */ /*M! m.OBJECT_NAME */ USING utf8mb4) COLLATE utf8mb4_bin AS lock_name,
        IF(m.LOCK_STATUS = 'GRANTED', 'HELD', 'AWAITED') AS state,
        o.PROCESSLIST_ID AS session,
        COALESCE(q.waiters, 0) AS waiters
    FROM performance_schema.metadata_locks AS m
    JOIN performance_schema.threads AS o ON o.THREAD_ID = m.OWNER_THREAD_ID
    LEFT JOIN (
        SELECT OBJECT_NAME, COUNT(*) AS waiters
        FROM performance_schema.metadata_locks
        WHERE OBJECT_TYPE = 'USER LEVEL LOCK' AND LOCK_STATUS = 'PENDING'
        GROUP BY OBJECT_NAME
    ) AS q ON q.OBJECT_NAME = m.OBJECT_NAME
    WHERE m.OBJECT_TYPE = 'USER LEVEL LOCK' AND m.LOCK_STATUS IN ('GRANTED', 'PENDING')
    UNION ALL
    SELECT w.lock_name COLLATE utf8mb4_bin, 'AWAITED', w.session, n.waiters
    FROM latchkey_lock_waiter AS w
    JOIN (SELECT lock_name, COUNT(*) AS waiters FROM latchkey_lock_waiter GROUP BY lock_name) AS n ON n.lock_name = w.lock_name
    UNION ALL
    SELECT h.lock_name COLLATE utf8mb4_bin, 'HELD', IS_USED_LOCK(h.lock_name), COUNT(*)
    FROM latchkey_lock_waiter AS h
    WHERE CHAR_LENGTH(h.lock_name) BETWEEN 1 AND 64
    GROUP BY h.lock_name
) AS l
LEFT JOIN performance_schema.threads AS t ON t.PROCESSLIST_ID = l.session
/*M! LEFT JOIN information_schema.PROCESSLIST AS p ON p.ID = l.session */
LEFT JOIN (
    SELECT
        PROCESSLIST_ID,
        MAX(IF(ATTR_NAME = 'program_name', ATTR_VALUE, NULL)) AS application,
        MAX(IF(ATTR_NAME IN ('process_id', '_pid'), ATTR_VALUE, NULL)) AS process_id,
        MAX(IF(ATTR_NAME = 'host', ATTR_VALUE, NULL)) AS host
    FROM performance_schema.session_connect_attrs
    GROUP BY PROCESSLIST_ID
) AS told ON told.PROCESSLIST_ID = l.session
LEFT JOIN performance_schema.user_variables_by_thread AS said
    ON said.THREAD_ID = t.THREAD_ID AND said.VARIABLE_NAME = 'latchkey'
WHERE l.session IS NOT NULL;
