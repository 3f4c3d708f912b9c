-- Beside how easy it was, a site may ask how satisfied the customer is.
ALTER TABLE survey ADD COLUMN satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 5);
CREATE INDEX survey_answered ON survey (centre, answered_at) WHERE satisfaction IS NOT NULL;
