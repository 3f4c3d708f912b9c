//! What a look at live adherence costs a large centre: `cargo nextest run -p api planning::cost --run-ignored all --no-capture`.

use std::sync::atomic::{AtomicI64, Ordering};

use auth::Role;
use axum::http::StatusCode;
use routing::Time;

use crate::common::{World, now};

const PEOPLE: i64 = 2_000;
const HOUR_MS: i64 = 3_600_000;
/// States of so many hours are there.
const HOURS: i64 = 32;

static CLOCK: AtomicI64 = AtomicI64::new(0);

/// Everybody in a shift of nine hours; a pause every two hours, a contact every six minutes.
fn fill(world: &World, now: i64) {
    let filled = world.store.write::<_, store::Error>(|tx| {
        tx.execute("WITH RECURSIVE n(i) AS (SELECT 100000 UNION ALL SELECT i + 1 FROM n WHERE i < 99999 + ?1)
             INSERT INTO account (centre, account, kind, name, alias, state, created_at) SELECT 1, i, 'person', 'A' || i, 'A' || i, 'active', 0 FROM n", [PEOPLE])?;
        tx.execute("INSERT INTO agent (centre, agent, limits) SELECT 1, account, '{\"chat\": 3}' FROM account WHERE account >= 100000", [])?;
        tx.execute("INSERT INTO agent_state (centre, agent, bot, presence, since_at, alive, alive_at) SELECT 1, agent, 0, 'ready', ?1, 1, ?1 FROM agent WHERE agent >= 100000", [now - 600_000])?;
        tx.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO agent_state_log (centre, agent, seq, nth, at, presence) SELECT 1, agent, i, 0, ?2 - (?1 - i) * 3600000, iif(i % 2, 'ready', 'break') FROM agent, n WHERE agent >= 100000",
            (HOURS, now - 60_000))?;
        tx.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 * 10)
             INSERT INTO leg (centre, contact, seq, nth, agent, bot, role, state, channel, started_at, ended_at, wrapped_at)
             SELECT 1, agent * 1000 + i, i, 0, agent, 0, 'serve', 'done', 'chat', ?2 - (?1 * 10 - i + 1) * 360000, ?2 - (?1 * 10 - i + 1) * 360000 + 200000, ?2 - (?1 * 10 - i + 1) * 360000 + 260000
             FROM agent, n WHERE agent >= 100000", (HOURS, now))?;
        tx.execute("INSERT INTO planned_activity (centre, agent, starts_at, kind, ends_at) SELECT 1, agent, ?1 - 4 * 3600000, 'shift', ?1 + 5 * 3600000 FROM agent WHERE agent >= 100000", [now])?;
        Ok(())
    });
    filled.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn a_look_at_two_thousand_people() {
    CLOCK.store(now().0, Ordering::Relaxed);
    let world = World::with_clock(|| Time(CLOCK.load(Ordering::Relaxed)));
    world.centre(1).await;
    let planner = world.seat(1, &[Role::Planner]).await;
    fill(&world, CLOCK.load(Ordering::Relaxed));
    let look = async |what: &str| {
        let began = now().0;
        let (status, found) = world.call(&planner, "GET", "/api/plan/adherence", None).await;
        assert_eq!(status, StatusCode::OK);
        let people = found["people"].as_array().unwrap().len();
        println!("{what}: {} ms, {people} people", now().0 - began);
    };
    let later = |ms: i64| CLOCK.fetch_add(ms, Ordering::Relaxed);
    look("the first look, everything read").await;
    later(1_000);
    look("within two seconds").await;
    later(5_000);
    look("after five seconds").await;
    later(5_000);
    look("after five more").await;
    later(HOUR_MS / 6);
    world
        .store
        .write::<_, store::Error>(|tx| Ok(tx.execute_batch("DROP INDEX leg_over; DROP INDEX leg_open")?))
        .unwrap();
    look("everything read without the indexes, as every look before").await;
}
