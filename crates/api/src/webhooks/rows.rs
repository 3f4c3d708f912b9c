//! Webhooks as rows. Who changed one is in the audit log, without its url: that may carry somebody's key.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use serde_json::json;

use super::types::{DeadLetter, DeadLetters, NewWebhook, Webhook, WebhookChange, WebhookWithSecret, Webhooks};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::history::record;
use crate::rows::{json as parsed, word};
use crate::state::App;

/// Most webhooks of a centre; each sends by itself.
pub const WEBHOOKS_MOST: u32 = 20;
const LETTERS: usize = 100;
/// Delivered calls are kept so long, in ms: to see what was sent lately. Dead letters stay until somebody decides.
pub const DELIVERED_KEPT_MS: i64 = 7 * 86_400_000;

/// Forgets calls delivered long ago, but for the last of each webhook.
pub fn sweep(tx: &Transaction<'_>, now: i64) -> Result<usize> {
    Ok(tx.execute(
        "DELETE FROM webhook_outbox WHERE centre IN (SELECT centre FROM centre) AND delivered_at < ?1
         AND EXISTS (SELECT 1 FROM webhook_outbox later WHERE later.centre = webhook_outbox.centre
                     AND later.webhook = webhook_outbox.webhook AND later.delivered_at > webhook_outbox.delivered_at)",
        [now.saturating_sub(DELIVERED_KEPT_MS)],
    )?)
}

const SELECT: &str = "
SELECT w.webhook, w.url, w.events, w.active,
       (SELECT count(*) FROM webhook_outbox o WHERE o.centre = w.centre AND o.webhook = w.webhook
            AND o.next_at IS NOT NULL),
       (SELECT count(*) FROM webhook_outbox o WHERE o.centre = w.centre AND o.webhook = w.webhook
            AND o.dead_at IS NOT NULL),
       (SELECT max(o.delivered_at) FROM webhook_outbox o WHERE o.centre = w.centre AND o.webhook = w.webhook),
       (SELECT o.last_error FROM webhook_outbox o WHERE o.centre = w.centre AND o.webhook = w.webhook
            AND o.last_at IS NOT NULL ORDER BY o.last_at DESC, o.delivery DESC LIMIT 1)
FROM webhook w WHERE w.centre = ?1";

/// All webhooks, the oldest first.
pub fn list(view: &Connection, centre: u32) -> Result<Webhooks> {
    let mut select = view.prepare_cached(&format!("{SELECT} ORDER BY w.webhook"))?;
    let webhooks = select.query_map([centre], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(Webhooks { webhooks })
}

fn one(view: &Connection, centre: u32, id: u64) -> Result<Webhook> {
    let mut select = view.prepare_cached(&format!("{SELECT} AND w.webhook = ?2"))?;
    select.query_row((centre, id), read).optional()?.ok_or(Error::NotFound)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    Ok(Webhook {
        id: row.get(0)?,
        url: row.get(1)?,
        events: parsed(row, 2)?,
        active: row.get(3)?,
        waiting: row.get(4)?,
        dead: row.get(5)?,
        last_sent: row.get(6)?,
        last_error: row.get(7)?,
    })
}

/// Adds a webhook with a fresh secret.
pub async fn add(app: &App, staff: &Staff, body: NewWebhook) -> Result<WebhookWithSecret> {
    check_url(app, &body.url)?;
    let (staff, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        let centre = staff.centre;
        let mut count = tx.prepare_cached("SELECT count(*) FROM webhook WHERE centre = ?1")?;
        if count.query_row([centre], |row| row.get::<_, u32>(0))? >= WEBHOOKS_MOST {
            return Err(Error::field("url", FieldCode::OutOfRange));
        }
        let id = store::new_id(tx, centre)?;
        let secret = auth::visitor::new_secret()?;
        tx.execute(
            "INSERT INTO webhook (centre, webhook, url, secret, events, created_at, created_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (centre, id, &body.url, secret.as_bytes(), as_json(&body.events)?, at.0, staff.account),
        )?;
        record(tx, &staff, at, ("webhook", id), "added", &json!({}))?;
        Ok(WebhookWithSecret { webhook: one(tx, centre, id)?, secret })
    })
    .await
}

/// Changes what is given.
pub async fn change(app: &App, staff: &Staff, id: u64, body: WebhookChange) -> Result<Webhook> {
    let url = body.url.as_deref().map_or(Ok(()), |url| check_url(app, url));
    let (staff, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        let before = one(tx, staff.centre, id)?;
        url?;
        tx.execute(
            "UPDATE webhook SET url = ?3, events = ?4, active = ?5 WHERE centre = ?1 AND webhook = ?2",
            (
                staff.centre,
                id,
                body.url.unwrap_or(before.url),
                as_json(&body.events.unwrap_or(before.events))?,
                body.active.unwrap_or(before.active),
            ),
        )?;
        record(tx, &staff, at, ("webhook", id), "changed", &json!({}))?;
        one(tx, staff.centre, id)
    })
    .await
}

/// Deletes a webhook and all its deliveries.
pub async fn delete(app: &App, staff: &Staff, id: u64) -> Result<()> {
    let (staff, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        one(tx, staff.centre, id)?;
        tx.execute("DELETE FROM webhook_outbox WHERE centre = ?1 AND webhook = ?2", (staff.centre, id))?;
        tx.execute("DELETE FROM webhook WHERE centre = ?1 AND webhook = ?2", (staff.centre, id))?;
        record(tx, &staff, at, ("webhook", id), "deleted", &json!({}))
    })
    .await
}

/// Deliveries given up on, the newest first.
pub fn dead(view: &Connection, centre: u32, id: u64) -> Result<DeadLetters> {
    one(view, centre, id)?;
    let mut select = view.prepare_cached(
        "SELECT delivery, kind, contact, created_at, attempts, last_at, last_error FROM webhook_outbox
         WHERE centre = ?1 AND webhook = ?2 AND dead_at IS NOT NULL ORDER BY dead_at DESC, delivery DESC LIMIT ?3",
    )?;
    let read = |row: &Row<'_>| {
        Ok(DeadLetter {
            id: row.get(0)?,
            event: word(row, 1)?,
            contact: row.get(2)?,
            created: row.get(3)?,
            attempts: row.get(4)?,
            last_attempt: row.get(5)?,
            last_error: row.get(6)?,
        })
    };
    let mut letters = select.query_map((centre, id, LETTERS + 1), read)?.collect::<rusqlite::Result<Vec<_>>>()?;
    let more = letters.len() > LETTERS;
    letters.truncate(LETTERS);
    Ok(DeadLetters { letters, more })
}

/// Has everything given up on tried again, from the first attempt on.
pub async fn retry(app: &App, staff: &Staff, id: u64) -> Result<Webhook> {
    let (staff, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        one(tx, staff.centre, id)?;
        tx.execute(
            "UPDATE webhook_outbox SET dead_at = NULL, attempts = 0, next_at = ?3
             WHERE centre = ?1 AND webhook = ?2 AND dead_at IS NOT NULL",
            (staff.centre, id, at.0),
        )?;
        record(tx, &staff, at, ("webhook", id), "retried", &json!({}))?;
        one(tx, staff.centre, id)
    })
    .await
}

fn check_url(app: &App, url: &str) -> Result<()> {
    app.egress().check(url).map_err(|_| Error::field("url", FieldCode::Invalid))
}

fn as_json(events: &[super::types::WebhookEvent]) -> Result<String> {
    serde_json::to_string(events).map_err(|_| Error::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_deliveries_are_forgotten_but_the_last_and_what_is_not_delivered() {
        let dir = tempfile::tempdir().unwrap();
        let store = store::Store::open(dir.path()).unwrap();
        let (old, now) = (1_000, 1_000 + DELIVERED_KEPT_MS + 1);
        let left = store.write::<_, store::Error>(|tx| {
            store::accounts::create_centre(tx, 1, "One", "Asia/Seoul", routing::Time(0))?;
            for webhook in [1, 2] {
                let sql = "INSERT INTO webhook (centre, webhook, url, secret, events, active, created_at, created_by)
                           VALUES (1, ?1, 'https://hooks.example/', zeroblob(32), '[]', 1, 0, 0)";
                tx.execute(sql, [webhook])?;
            }
            let rows =
                [(1, 1, Some(old), None), (2, 1, Some(now), None), (3, 1, None, Some(old)), (4, 2, Some(old), None)];
            for (delivery, webhook, delivered, dead) in rows {
                let sql = "INSERT INTO webhook_outbox
                             (centre, delivery, webhook, event_id, kind, body, created_at, delivered_at, dead_at)
                           VALUES (1, ?1, ?2, 'e' || ?1, 'contact.closed', '{}', 0, ?3, ?4)";
                tx.execute(sql, (delivery, webhook, delivered, dead))?;
            }
            assert_eq!(sweep(tx, now).unwrap(), 1);
            let mut left = tx.prepare("SELECT delivery FROM webhook_outbox ORDER BY delivery")?;
            let left: Vec<u32> = left.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(left)
        });
        assert_eq!(left.unwrap(), [2, 3, 4]);
    }
}
