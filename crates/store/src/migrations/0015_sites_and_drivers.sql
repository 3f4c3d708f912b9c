-- Where a person needs a seat, by name in the planning settings, and the weekdays on which she works from home: ["mon", "fri"].
ALTER TABLE work_terms ADD COLUMN site TEXT;
ALTER TABLE work_terms ADD COLUMN home TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(home));

-- What drives contacts, such as orders: the mean of each day, days to come included.
CREATE TABLE driver (
    centre INTEGER NOT NULL,
    driver TEXT    NOT NULL,
    day    TEXT    NOT NULL,                                         -- 2026-11-24
    value  REAL    NOT NULL CHECK (value >= 0),
    PRIMARY KEY (centre, driver, day)
) STRICT, WITHOUT ROWID;
