-- A history file that is taken over counts as a whole or not at all. Its rows are staged in parts, so that routing goes on; once it is
-- whole they are what is known, and they move into volume part by part behind that. What was broken off is cleared likewise.
CREATE TABLE volume_import (
    centre   INTEGER NOT NULL,
    import   INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    state    TEXT    NOT NULL DEFAULT 'staged' CHECK (state IN ('staged', 'whole', 'broken')),
    PRIMARY KEY (centre, import)
) STRICT;

CREATE TABLE volume_staged (
    centre  INTEGER NOT NULL,
    import  INTEGER NOT NULL,
    reason  INTEGER NOT NULL,
    day     TEXT    NOT NULL,                                        -- 2026-11-24
    minute  INTEGER NOT NULL CHECK (minute BETWEEN 0 AND 1439),
    minutes INTEGER NOT NULL CHECK (minutes IN (5, 15, 30, 60)),
    offered REAL    NOT NULL CHECK (offered >= 0),
    handled REAL,
    aht_s   REAL,
    PRIMARY KEY (centre, import, reason, day, minute)
) STRICT, WITHOUT ROWID;

-- What is known of contacts: volume, but for the minutes that a whole import speaks of. An interval has at most sixty minutes.
CREATE VIEW volume_known AS
SELECT v.centre, v.reason, v.day, v.minute, v.minutes, v.offered, v.handled, v.aht_s FROM volume v
WHERE NOT EXISTS (
    SELECT 1 FROM volume_import i JOIN volume_staged s ON s.centre = i.centre AND s.import = i.import
    WHERE i.centre = v.centre AND i.state = 'whole' AND s.reason = v.reason AND s.day = v.day
      AND s.minute > v.minute - 60 AND s.minute < v.minute + v.minutes AND s.minute + s.minutes > v.minute)
UNION ALL
SELECT s.centre, s.reason, s.day, s.minute, s.minutes, s.offered, s.handled, s.aht_s
FROM volume_import i JOIN volume_staged s ON s.centre = i.centre AND s.import = i.import
WHERE i.state = 'whole';
