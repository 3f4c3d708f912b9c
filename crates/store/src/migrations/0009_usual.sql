-- How long a treatment without a person usually takes, asked on every customer page.
CREATE INDEX contact_solved_alone ON contact (centre, reason, closed_at) WHERE closed_how IN ('self_served', 'by_bot');

-- Delivered webhook calls are forgotten after a while; found without reading the waiting ones.
CREATE INDEX webhook_outbox_delivered ON webhook_outbox (centre, delivered_at) WHERE delivered_at IS NOT NULL;
