//! What is looked after from time to time: sockets of sessions and tokens that ended, and old sessions.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::ops::figures;
use crate::state::{App, blocking};
use crate::webhooks;

/// How soon a socket hears that rights or sessions changed: well within the second that is promised.
const RIGHTS: Duration = Duration::from_millis(200);
/// Every so many looks, sessions that ran out by themselves are looked for too: every ten seconds.
const LOOKS_PER_EXPIRY: u64 = 50;
/// And every so many, what is over is swept away: every minute.
const LOOKS_PER_SWEEP: u64 = 300;

/// Watches until the server ends.
pub async fn run(app: App) {
    let mut look = interval(RIGHTS);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut known = app.auth().generation();
    for looks in 1_u64.. {
        look.tick().await;
        app.customers().cut_expired(app.now());
        let generation = app.auth().generation();
        if generation != known || looks % LOOKS_PER_EXPIRY == 0 {
            known = generation;
            app.hub().check_sessions(&app).await;
        }
        if looks % LOOKS_PER_SWEEP == 0 {
            sweep(&app).await;
        }
    }
}

async fn sweep(app: &App) {
    app.rates().tidy();
    app.held().forget_old(app.now().0);
    figures::tidy();
    let (auth, store, now) = (app.auth().clone(), app.store().clone(), app.now());
    let swept = blocking(move || {
        auth.sweep(now)?;
        store.write(|tx| auth::customers::sweep(tx, now))?;
        store.write(|tx| webhooks::rows::sweep(tx, now.0))?;
        Ok(())
    });
    if let Err(fault) = swept.await {
        tracing::warn!(%fault, "old sessions could not be swept away");
    }
}
