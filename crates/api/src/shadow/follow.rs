//! Follows the live floor while a policy runs in its shadow.

use std::sync::Arc;
use std::time::Duration;

use journal::Row;
use node::centre::Centre as NodeCentre;
use routing::{Policy, Time};
use sim::shadow::{Compared, Shadow};

use super::kept;
use crate::centre::{Centre, journal_of, unreadable};
use crate::error::{Error, Result};
use crate::live::heard;
use crate::state::{App, blocking};

/// After a fault it is looked again after so long.
const AGAIN: Duration = Duration::from_secs(5);

/// Follows a centre until it stops: through each run that somebody starts, and one that went on when the server stopped.
pub fn start(app: App, centre: u32, running: Centre) {
    tokio::spawn(async move {
        let changed = app.shadows().of(centre);
        // The run last followed, and the last row taken in: what was not followed since is said to be missed.
        let mut seen: Option<(u64, u64)> = None;
        loop {
            let (run, document) = match app.read(move |view| kept::running(view, centre)).await {
                Ok(Some(found)) => found,
                Ok(None) => {
                    changed.notified().await;
                    continue;
                }
                Err(fault) => {
                    tracing::error!(%fault, centre, "whether a policy runs in the shadow cannot be read");
                    tokio::time::sleep(AGAIN).await;
                    continue;
                }
            };
            let before = seen.filter(|(of, _)| *of == run).map(|(_, row)| row);
            match follow(&app, centre, &running, (run, document.policy(1)), before).await {
                Ok(After::Stopped) => return,
                Ok(After::Changed { last }) => seen = Some((run, last)),
                Err(fault) => {
                    tracing::error!(%fault, centre, run, "the policy in the shadow could not go on");
                    let now = app.now().0;
                    if let Err(fault) = app.write(move |tx| kept::fail(tx, centre, run, now)).await {
                        tracing::error!(%fault, centre, run, "nor could that be written down");
                    }
                    tokio::time::sleep(AGAIN).await;
                }
            }
        }
    });
}

/// Why following ended.
enum After {
    /// The centre stopped.
    Stopped,
    /// A run began or ended, or rows came too fast.
    Changed {
        /// The last row taken in.
        last: u64,
    },
}

/// `before` is the last row taken in of this run, where it was followed already.
async fn follow(
    app: &App,
    centre: u32,
    running: &Centre,
    (run, policy): (u64, Policy),
    before: Option<u64>,
) -> Result<After> {
    let changed = app.shadows().of(centre);
    // Heard from before the fold, so that no row is lost between the two.
    let mut committed = NodeCentre::committed(running);
    let store = app.store().clone();
    let (mut shadow, mut last) = blocking(move || {
        let folded = node::past::before(&journal_of(&store, centre)?, Time(i64::MAX));
        let (engine, last) = folded.map_err(|fault| unreadable(centre, &fault))?;
        Ok((Shadow::new(engine, policy), last))
    })
    .await?;
    let missed = before.map_or(0, |before| last.saturating_sub(before));
    if missed > 0 {
        app.write(move |tx| kept::add(tx, centre, run, &[], missed)).await?;
    }
    loop {
        let heard = tokio::select! {
            heard = heard::next(&mut committed) => heard,
            () = changed.notified() => return Ok(After::Changed { last }),
        };
        let Some(heard) = heard else { return Ok(After::Stopped) };
        if heard.missed > 0 {
            return Ok(After::Changed { last });
        }
        let compared;
        (shadow, last, compared) = blocking(move || compare(shadow, last, &heard.rows)).await?;
        if !compared.is_empty() {
            app.write(move |tx| kept::add(tx, centre, run, &compared, 0)).await?;
        }
    }
}

fn compare(mut shadow: Shadow, mut last: u64, rows: &[Arc<Row>]) -> Result<(Shadow, u64, Vec<Compared>)> {
    let mut compared = Vec::new();
    for row in rows {
        if row.seq <= last {
            continue;
        }
        last = row.seq;
        let found = shadow.row(row.at, &row.body.input, &row.body.events).map_err(|why| {
            tracing::warn!(?why, "a policy in the shadow is refused beside the live one");
            Error::Internal
        })?;
        compared.extend(found);
    }
    Ok((shadow, last, compared))
}
