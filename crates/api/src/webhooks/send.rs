//! Deliveries on their way: at least once, in order per contact, signed. Each webhook is sent to by a task of its own,
//! so that a slow receiver keeps nobody else waiting.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use rusqlite::Connection;
use sha2::Sha256;
use tokio::sync::broadcast::error::TryRecvError;
use tokio::time::MissedTickBehavior;

use crate::centre::Centre;
use crate::egress::Egress;
use crate::error::{Error, Result};
use crate::state::{App, blocking};
use crate::wire::Ms;

/// How often the outbox is looked at.
const BEAT: Duration = Duration::from_millis(500);
/// How long a webhook rests when our own side failed.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(10);
/// Deliveries of a webhook looked at together; the first due of each contact is sent.
const WINDOW: u32 = 500;
const FIRST_PAUSE_MS: Ms = 10_000;
const LONGEST_PAUSE_MS: Ms = 6 * 3_600_000;
/// Pauses of this much altogether, and a delivery is given up.
const GIVE_UP_AFTER_MS: Ms = 72 * 3_600_000;

/// Sends what is due in a centre until it stops.
pub fn start(app: App, centre: u32, running: &Centre) {
    let mut committed = running.committed();
    tokio::spawn(async move {
        let busy = Arc::new(Mutex::new(BTreeSet::new()));
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            loop {
                match committed.try_recv() {
                    Ok(_) | Err(TryRecvError::Lagged(_)) => {}
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Closed) => return,
                }
            }
            let now = app.now().0;
            let due = match app.read(move |view| due(view, centre, now)).await {
                Ok(due) => due,
                Err(fault) => {
                    tracing::error!(%fault, centre, "webhooks could not be looked up");
                    continue;
                }
            };
            for webhook in due {
                if busy.lock().unwrap_or_else(PoisonError::into_inner).insert(webhook) {
                    let (app, busy) = (app.clone(), Arc::clone(&busy));
                    tokio::spawn(async move {
                        if let Err(fault) = drain(&app, centre, webhook).await {
                            tracing::error!(%fault, centre, webhook, "a webhook stopped for now");
                            // What cannot be noted would be sent again at once, and again.
                            tokio::time::sleep(PAUSE_AFTER_FAULT).await;
                        }
                        busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&webhook);
                    });
                }
            }
        }
    });
}

/// Webhooks with something to send now.
fn due(view: &Connection, centre: u32, now: Ms) -> Result<Vec<u64>> {
    let mut select = view.prepare_cached(
        "SELECT w.webhook FROM webhook w WHERE w.centre = ?1 AND w.active = 1 AND EXISTS (
             SELECT 1 FROM webhook_outbox o WHERE o.centre = w.centre AND o.webhook = w.webhook AND o.next_at <= ?2)",
    )?;
    Ok(select.query_map((centre, now), |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Sends one after the other until nothing of this webhook is due.
async fn drain(app: &App, centre: u32, webhook: u64) -> Result<()> {
    loop {
        let now = app.now().0;
        let batch = app.read(move |view| batch(view, centre, webhook, now)).await?;
        if batch.is_empty() {
            return Ok(());
        }
        for delivery in batch {
            // Changed, switched off or deleted meanwhile: what holds is what is set now.
            let Some(target) = app.read(move |view| target(view, centre, webhook)).await? else { return Ok(()) };
            let (egress, id, attempts, at) = (app.egress().clone(), delivery.id, delivery.attempts, app.now().0);
            let answer = blocking(move || send(&egress, &target, &delivery, at)).await?;
            let (now, jitter) = (app.now().0, jitter()?);
            app.write(move |tx| note(tx, centre, id, attempts, &answer, now, jitter)).await?;
        }
    }
}

struct Target {
    url: String,
    secret: Vec<u8>,
}

fn target(view: &Connection, centre: u32, webhook: u64) -> Result<Option<Target>> {
    use rusqlite::OptionalExtension;
    let mut select =
        view.prepare_cached("SELECT url, secret FROM webhook WHERE centre = ?1 AND webhook = ?2 AND active = 1")?;
    let read = |row: &rusqlite::Row<'_>| Ok(Target { url: row.get(0)?, secret: row.get(1)? });
    Ok(select.query_row((centre, webhook), read).optional()?)
}

struct Delivery {
    id: u64,
    event_id: String,
    body: String,
    attempts: u32,
}

/// The first open delivery of each contact that is due, the oldest first: a later one waits for an earlier one that
/// failed. A delivery about no contact waits for none.
fn batch(view: &Connection, centre: u32, webhook: u64, now: Ms) -> Result<Vec<Delivery>> {
    let mut select = view.prepare_cached(
        "SELECT delivery, event_id, body, attempts, next_at, contact FROM webhook_outbox
         WHERE centre = ?1 AND webhook = ?2 AND next_at IS NOT NULL ORDER BY delivery LIMIT ?3",
    )?;
    let mut rows = select.query((centre, webhook, WINDOW))?;
    let (mut batch, mut earlier) = (Vec::new(), BTreeSet::<u64>::new());
    while let Some(row) = rows.next()? {
        let first = row.get::<_, Option<u64>>(5)?.is_none_or(|contact| earlier.insert(contact));
        if first && row.get::<_, Ms>(4)? <= now {
            let (id, event_id) = (row.get(0)?, row.get(1)?);
            batch.push(Delivery { id, event_id, body: row.get(2)?, attempts: row.get(3)? });
        }
    }
    Ok(batch)
}

/// How an attempt went.
struct Answer {
    status: Option<u16>,
    /// None: it was taken.
    error: Option<String>,
}

fn send(egress: &Egress, target: &Target, delivery: &Delivery, at: Ms) -> Result<Answer> {
    let signature = signature(&target.secret, at, &delivery.body).ok_or(Error::Internal)?;
    let time = at.to_string();
    let headers = [("maru-event-id", delivery.event_id.as_str()), ("maru-time", &time), ("maru-signature", &signature)];
    Ok(match egress.post(&target.url, &headers, &delivery.body) {
        Ok(status) if (200..300).contains(&status) => Answer { status: Some(status), error: None },
        Ok(status) => Answer { status: Some(status), error: Some(format!("status {status}")) },
        Err(fault) => Answer { status: None, error: Some(fault.to_string()) },
    })
}

/// HMAC-SHA-256 over `time.body` in hexadecimal digits: who replays an old body later is told apart by its time.
fn signature(secret: &[u8], at: Ms, body: &str) -> Option<String> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(secret).ok()?;
    mac.update(at.to_string().as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    Some(store::hex(&mac.finalize().into_bytes()))
}

fn note(
    tx: &Connection,
    centre: u32,
    delivery: u64,
    attempts: u32,
    answer: &Answer,
    now: Ms,
    jitter: u32,
) -> Result<()> {
    let attempts = attempts.saturating_add(1);
    let pause = answer.error.as_ref().and_then(|_| pause_ms(attempts, jitter));
    let next = pause.map(|pause| now.saturating_add(pause));
    let dead = answer.error.is_some() && next.is_none();
    metrics::counter!("maru_webhook_attempts_total", "taken" => if answer.error.is_none() { "yes" } else { "no" })
        .increment(1);
    tx.prepare_cached(
        "UPDATE webhook_outbox SET attempts = ?3, last_at = ?4, last_status = ?5, last_error = ?6, next_at = ?7,
             dead_at = CASE WHEN ?8 THEN ?4 END, delivered_at = CASE WHEN ?6 IS NULL THEN ?4 END
         WHERE centre = ?1 AND delivery = ?2",
    )?
    .execute((centre, delivery, attempts, now, answer.status, &answer.error, next, dead))?;
    Ok(())
}

/// How long to wait after this many attempts, in ms: twice as long each time, less up to a half by chance (`jitter` of
/// 2³²), so that receivers that come back are not all called at once. None: it is given up.
fn pause_ms(attempts: u32, jitter: u32) -> Option<Ms> {
    let pause = |attempt: u32| {
        let doubled = 1i64.checked_shl(attempt.min(40)).unwrap_or(i64::MAX);
        FIRST_PAUSE_MS.saturating_mul(doubled).min(LONGEST_PAUSE_MS)
    };
    let mut before = 0i64;
    for attempt in 0..attempts.saturating_sub(1) {
        before = before.saturating_add(pause(attempt));
        if before >= GIVE_UP_AFTER_MS {
            return None;
        }
    }
    let longest = pause(attempts.saturating_sub(1));
    let less = (longest / 2).saturating_mul(i64::from(jitter)) >> 32;
    Some(longest - less)
}

fn jitter() -> Result<u32> {
    getrandom::u32().map_err(|_| Error::Internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end_after_three_days() {
        assert_eq!([1, 2, 3, 4].map(|n| pause_ms(n, 0)), [10_000, 20_000, 40_000, 80_000].map(Some));
        assert_eq!(pause_ms(1, u32::MAX), Some(5_001));
        assert_eq!(pause_ms(20, 0), Some(LONGEST_PAUSE_MS));
        let pauses: Vec<Ms> = (1..).map_while(|attempts| pause_ms(attempts, 0)).collect();
        let altogether: Ms = pauses.iter().sum();
        assert!((GIVE_UP_AFTER_MS..GIVE_UP_AFTER_MS + LONGEST_PAUSE_MS).contains(&altogether), "{altogether}");
        assert_eq!(pause_ms(u32::MAX, 0), None);
    }

    #[test]
    fn signatures_are_hmac_sha256_over_time_and_body() {
        // printf '1700000000000.{"a":1}' | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        let secret = b"0123456789abcdef0123456789abcdef";
        let signed = signature(secret, 1_700_000_000_000, "{\"a\":1}").unwrap();
        assert_eq!(signed, "14d903a7968191213f1336d145a46fb179d74631812ab6f38f0018433c500c39");
        assert_ne!(signature(secret, 1_700_000_000_001, "{\"a\":1}").unwrap(), signed);
    }
}
