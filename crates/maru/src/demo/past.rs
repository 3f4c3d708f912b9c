//! The days before the demo opened. The simulated people live it through the server's own doors, on a clock that is told the time:
//! reports, the bot's results and replays have real contacts from the first minute on, decided by the engine and kept in its journal.

use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result};
use api::App;
use api::centre::Centre;
use routing::Time;

use super::world::{Crowd, World};
use crate::terminal::say;

const DAY_MS: i64 = 86_400_000;
/// Enough customers to fill a report, few enough to be lived in seconds; of the few who are known nobody comes every day.
const CROWD: Crowd = Crowd { every_ms: 420_000.0, known_in_100: 15 };
/// How far time goes at once: less than makes a screen silent ([`api::centre::SILENCE_MS`]).
const STEP_MS: i64 = 12_000;
const QUIET_STEP_MS: i64 = 20_000;
/// While no customer is there, people look up once in so many steps.
const QUIET_STEPS: u32 = 4;

const STOPPED: &str = "the centre stopped while the demo's past was lived";

/// The time as it is told, in ms; 0 when the wall tells it. A clock is a plain function everywhere, so what it shows lies here.
static TOLD: AtomicI64 = AtomicI64::new(0);

/// The demo's clock.
pub fn clock() -> Time {
    match TOLD.load(Ordering::Relaxed) {
        0 => node::clock::now(),
        told => Time(told),
    }
}

/// Turns the clock back by some days, or not at all. Before the centre is made and started: no row of its journal may be later.
pub fn turn_back(days: i64) {
    if days > 0 {
        TOLD.store(node::clock::now().0 - days * DAY_MS, Ordering::Relaxed);
    }
}

/// Lives until now, or until the word to stop.
///
/// # Errors
/// The centre stopped.
pub async fn live(app: &App, running: &Centre, world: &mut World, stopped: impl Fn() -> bool) -> Result<()> {
    let behind = || node::clock::now().since_ms(clock());
    let days_left = || (behind() + DAY_MS / 2) / DAY_MS;
    let days = days_left();
    let (mut lived, mut quiet_steps) = (0, 0);
    world.expect(Some(CROWD));
    while behind() >= STEP_MS && !stopped() {
        if days - days_left() > lived {
            lived = days - days_left();
            say(&format!("  Living the days before: {lived} of {days}"));
        }
        let step = if world.is_quiet() { QUIET_STEP_MS } else { STEP_MS };
        TOLD.fetch_add(step.min(behind()), Ordering::Relaxed);
        world.devices_beat(running).await.context(STOPPED)?;
        quiet_steps = if world.is_quiet() { (quiet_steps + 1) % QUIET_STEPS } else { 0 };
        if quiet_steps > 0 {
            continue;
        }
        world.beat(app, running).await.context(STOPPED)?;
    }
    TOLD.store(0, Ordering::Relaxed);
    world.expect(None);
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use sim::replay::{Change, Collector, Manner, play, same};

    use super::*;
    use crate::demo::stage::opened;
    use crate::demo::world::gather;
    use crate::settings::CENTRE;

    /// What was lived is decided again to the bit, as what really happened is.
    fn assert_decided_again(app: &App) {
        let journal = api::centre::journal_of(app.store(), CENTRE).unwrap();
        let begin = |opening| Collector::new(opening, Time(0));
        let facts = node::past::stretch(&journal, Time(0), None, 1_000_000, begin, Collector::row).unwrap().finish();
        let again = play(&facts, &Change::default(), Manner { seed: 1, redraw: false }).unwrap();
        assert!(facts.decided.len() > 300, "{} decisions", facts.decided.len());
        assert_eq!(same(&facts.decided, &again.decided), None);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_day_is_lived_by_the_engine_and_ends_now() {
        turn_back(1);
        let began = clock();
        let (_home, app, running, router) = opened(clock).await;
        let mut world = gather(&app, router, 0).await;
        live(&app, &running, &mut world, || false).await.unwrap();
        let ended = node::clock::now();
        assert!(ended.since_ms(clock()) < STEP_MS, "the wall tells the time again");

        let number = |sql: &'static str| {
            app.store()
                .read::<_, store::Error>(|view| Ok(view.query_row(sql, [CENTRE], |row| row.get::<_, i64>(0))?))
                .unwrap()
        };
        let came = number("SELECT count(*) FROM contact WHERE centre = ?1");
        assert!(came > 30, "{came} came");
        assert!(number("SELECT min(arrived_at) FROM contact WHERE centre = ?1") < began.0 + DAY_MS / 2);
        assert!(number("SELECT max(at) FROM journal WHERE part = ?1") <= ended.0);
        // Three in four are served, and nobody's screen was ever taken for silent.
        let wanted =
            number("SELECT count(*) FROM contact WHERE centre = ?1 AND queued_at IS NOT NULL AND for_bot IS NULL");
        let answered =
            number("SELECT count(*) FROM contact WHERE centre = ?1 AND answered_at IS NOT NULL AND for_bot IS NULL");
        assert!(answered * 4 > wanted * 3, "{answered} of {wanted} were answered");
        assert_eq!(number("SELECT count(*) FROM journal WHERE part = ?1 AND kind = 'device'"), 0);
        assert!(number("SELECT count(*) FROM bot_run WHERE centre = ?1") > 0, "the bot was asked, too");
        running.stop().await;
        assert_decided_again(&app);
    }
}
