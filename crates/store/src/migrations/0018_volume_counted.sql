-- Up to which day a centre has counted its own contacts; what was imported says nothing of it.
CREATE TABLE volume_counted (
    centre INTEGER NOT NULL,
    day    TEXT    NOT NULL,                                        -- the last one counted
    PRIMARY KEY (centre)
) STRICT;

-- A mean handle time of more than a day kept a history from being read.
UPDATE volume SET aht_s = NULL WHERE aht_s > 86400;
