-- The start of the shift that a row is or lies in, by which it is the day's that the shift begins on, also after midnight and also
-- where only the rest of the shift is planned; none: planned by itself, such as training.
ALTER TABLE planned_activity ADD COLUMN shift_at INTEGER;
UPDATE planned_activity SET shift_at = coalesce(
    (SELECT max(s.starts_at) FROM planned_activity s
     WHERE s.centre = planned_activity.centre AND s.agent = planned_activity.agent AND s.kind = 'shift'
       AND s.starts_at <= planned_activity.starts_at AND s.ends_at > planned_activity.starts_at), starts_at)
WHERE kind <> 'training';
