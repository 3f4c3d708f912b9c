-- How long a treatment without a person usually takes, asked on every customer page.
CREATE INDEX contact_solved_alone ON contact (centre, reason, closed_at) WHERE closed_how IN ('self_served', 'by_bot');
