//! Webhooks on their way out: written in the transaction of what they tell of, so none is lost and none is invented.
//! Sending, back-off and dead letters are the sender's business.

use rusqlite::{Connection, Transaction};
use serde_json::{Value, json};

use routing::Time;

use crate::Result;

/// Something a webhook may tell of.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// Stable name of this one happening; writing it again changes nothing.
    pub id: &'a str,
    /// Such as `contact.closed`.
    pub kind: &'a str,
    pub contact: Option<u64>,
    pub at: Time,
    /// Ids and facts, no personal data.
    pub data: &'a Value,
}

/// Whether anyone listens to `kind`.
pub fn wanted(connection: &Connection, centre: u32, kind: &str) -> Result<bool> {
    let mut statement = connection.prepare_cached(&format!("SELECT EXISTS (SELECT 1 {LISTENING})"))?;
    Ok(statement.query_row((centre, kind), |row| row.get(0))?)
}

/// Queues the notice for every active webhook that listens to its kind.
pub fn enqueue(tx: &Transaction<'_>, centre: u32, notice: &Notice<'_>) -> Result<()> {
    let mut listening = tx.prepare_cached(&format!("SELECT webhook {LISTENING}"))?;
    let webhooks: Vec<u64> = listening.query_map((centre, notice.kind), |row| row.get(0))?.collect::<Result<_, _>>()?;
    let body = json!({ "id": notice.id, "kind": notice.kind, "at": notice.at.0, "data": notice.data }).to_string();
    for webhook in webhooks {
        tx.prepare_cached(
            "INSERT INTO webhook_outbox (centre, delivery, webhook, event_id, kind, contact, body, created_at, next_at)
             SELECT ?1, (SELECT coalesce(max(delivery), 0) + 1 FROM webhook_outbox WHERE centre = ?1),
                    ?2, ?3, ?4, ?5, ?6, ?7, ?7
             ON CONFLICT (centre, webhook, event_id) DO NOTHING",
        )?
        .execute((centre, webhook, notice.id, notice.kind, notice.contact, &body, notice.at.0))?;
    }
    Ok(())
}

/// Webhooks of centre ?1 that are active and listen to ?2; an empty list listens to all.
const LISTENING: &str = "FROM webhook WHERE centre = ?1 AND active = 1
     AND (json_array_length(events) = 0 OR EXISTS (SELECT 1 FROM json_each(events) WHERE value = ?2))";
