-- Whether a site asks, after how easy it was, how satisfied the customer is.
ALTER TABLE site ADD COLUMN asks_satisfaction INTEGER NOT NULL DEFAULT 0 CHECK (asks_satisfaction IN (0, 1));
