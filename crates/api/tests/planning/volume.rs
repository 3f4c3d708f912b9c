//! What counts as history: imported and counted by the centre itself, and what it costs others.

use std::time::Duration;

use api::planning::{imports, volume};
use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use plan::history::History;
use serde_json::json;

use crate::common::planning::{day, import, planned, today};
use crate::common::{REFUNDS, World};

const MINUTE_MS: i64 = 60_000;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Seoul").unwrap()
}

fn ago(days: i64) -> Date {
    today().checked_sub(days.days()).unwrap()
}

fn instant(day: Date, hour: i8) -> i64 {
    zone().to_timestamp(day.at(hour, 0, 0, 0)).unwrap().as_millisecond()
}

/// A contact that arrived at an instant and was closed so many minutes later, with legs: role, bot, and the minutes after arrival at
/// which talk began, talk ended and wrap-up ended.
fn contact(world: &World, id: i64, at: i64, closed: i64, legs: &[(&str, bool, i64, i64, Option<i64>)]) {
    let then = |minutes: i64| at + minutes * MINUTE_MS;
    let inserted = world.store.write::<_, store::Error>(|tx| {
        tx.execute(
            "INSERT INTO contact (centre, contact, customer, case_id, known, channel, state, reason, since_at, arrived_at, queued_at, answered_at, closed_at, seq)
             VALUES (1, ?1, 1, 1, 0, 'message', 'closed', ?2, ?3, ?3, ?3, ?3, ?4, 1)",
            (id, REFUNDS, at, then(closed)),
        )?;
        for (nth, (role, bot, from, to, wrapped)) in legs.iter().enumerate() {
            tx.execute(
                "INSERT INTO leg (centre, contact, seq, nth, agent, bot, role, state, channel, started_at, ended_at, end_cause, wrapped_at)
                 VALUES (1, ?1, 1, ?2, 7, ?3, ?4, 'done', 'message', ?5, ?6, 'agent', ?7)",
                (id, nth, bot, role, then(*from), then(*to), wrapped.map(then)),
            )?;
        }
        Ok(())
    });
    inserted.unwrap();
}

fn count(world: &World) {
    let days = world.store.read::<_, api::Error>(|view| volume::uncounted(view, 1, &zone(), today())).unwrap();
    for day in days {
        world.store.write::<_, api::Error>(|tx| volume::keep_counted(tx, 1, &day)).unwrap();
    }
}

/// Contacts of a day as the history has them.
fn offered(world: &World, day: Date) -> f64 {
    world.store.read::<_, api::Error>(|view| volume::slots(view, 1, day, day, 60)).unwrap().values().sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn handle_time_is_what_persons_spent_and_a_history_can_always_be_read() {
    let world = World::new();
    world.centre(1).await;
    // Open for six hours; two persons took six and four minutes of it, with a wait between them. Bots and listeners are no one's time.
    let legs = [
        ("serve", true, 0, 1, None),
        ("serve", false, 1, 6, Some(7)),
        ("serve", false, 300, 304, None),
        ("listen", false, 300, 304, None),
    ];
    contact(&world, 9_000_001, instant(ago(2), 10), 360, &legs);
    let seen = world.store.read::<_, api::Error>(|view| volume::own(view, 1, &zone(), ago(2), 60)).unwrap();
    let seen = seen[&(REFUNDS, 10)];
    assert_eq!((seen.offered, seen.handled, seen.handle_s), (1.0, 1.0, 600.0));

    // One forgotten for thirty hours does not keep the rest from being read.
    contact(&world, 9_000_002, instant(ago(3), 10), 1_800, &[("serve", false, 0, 1_800, None)]);
    contact(&world, 9_000_003, instant(ago(3), 12), 5, &[("serve", false, 0, 5, None)]);
    count(&world);
    let csv = world.store.read::<_, api::Error>(|view| volume::csv(view, 1, today())).unwrap();
    let history = History::read(&csv, Some(30)).unwrap();
    let longest = history.series.iter().flat_map(|series| &series.aht_s).copied().fold(0.0, f64::max);
    assert_eq!(longest, 600.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_neither_ends_nor_doubles_what_the_centre_counts_itself() {
    let planned = planned().await;
    let world = &planned.world;
    let file = |day: Date, rows: &[(&str, u32)]| {
        let rows = rows.iter().map(|(time, offered)| format!("{day}T{time},{REFUNDS},{offered}\n"));
        format!("start,reason,offered\n{}", rows.collect::<String>())
    };
    for day in [today(), today().checked_add(365.days()).unwrap()] {
        let rows = [("09:00", 1), ("09:30", 2), ("10:00", 3)];
        let (status, refused) = import(world, &planned.planner, file(day, &rows)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        let why = refused["error"]["why"].as_str().unwrap();
        assert!(why.contains(&day.to_string()) && why.contains('2'), "{refused}");
    }
    // Every half hour from nine to six was imported up to yesterday; who came in the evening is counted all the same.
    let before = offered(world, ago(1));
    contact(world, 9_000_001, instant(ago(1), 10), 5, &[("serve", false, 0, 5, None)]);
    contact(world, 9_000_002, instant(ago(1), 20), 5, &[("serve", false, 0, 5, None)]);
    count(world);
    assert_eq!(offered(world, ago(1)), before + 1.0);
    count(world);
    assert_eq!(offered(world, ago(1)), before + 1.0);
    // A file takes the place of the same minutes, whatever its intervals.
    let fine = [("09:00", 10), ("09:15", 12), ("09:30", 1)];
    assert_eq!(import(world, &planned.planner, file(ago(100), &fine)).await.0, StatusCode::OK);
    let coarse = [("09:00", 22), ("09:30", 1), ("10:00", 0)];
    assert_eq!(import(world, &planned.planner, file(ago(100), &coarse)).await.0, StatusCode::OK);
    assert_eq!(offered(world, ago(100)), 23.0);
}

#[expect(clippy::await_holding_lock, reason = "somebody else has the writer all the while")]
#[tokio::test(flavor = "multi_thread")]
async fn files_and_changes_are_judged_without_the_writer() {
    let planned = planned().await;
    let (world, planner) = (&planned.world, &planned.planner);
    let roster = planned.roster().await;
    let writer = world.store.writer();
    let held = writer.lock().unwrap();
    let damaged = import(world, planner, "start,reason,offered\n2026-11-24T09:00,11,-3\n".into());
    let changes = json!({ "changes": [{ "agent": planned.kim.account, "day": day(1), "shift": null }], "revision": 999, "dry_run": false });
    let path = format!("/api/plan/rosters/{roster}/changes");
    let stale = world.call(planner, "POST", &path, Some(changes));
    let both = async { (damaged.await.0, stale.await.0) };
    let answered = tokio::time::timeout(Duration::from_secs(20), both).await;
    drop(held);
    assert_eq!(answered.unwrap(), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT));
}

#[tokio::test(flavor = "multi_thread")]
async fn those_here_are_compared_with_those_required_at_work() {
    let planned = planned().await;
    let (world, planner) = (&planned.world, &planned.planner);
    let rows = (1..=84).flat_map(|back| {
        (0..48).map(move |half| format!("{}T{:02}:{:02},{REFUNDS},90,90,300\n", ago(back), half / 2, half % 2 * 30))
    });
    let csv = format!("start,reason,offered,handled,aht_s\n{}", rows.collect::<String>());
    assert_eq!(import(world, planner, csv).await.0, StatusCode::OK);
    let (_, mut settings) = world.call(planner, "GET", "/api/plan/settings", None).await;
    settings["promise"]["shrinkage"] = json!([{ "cause": "교육", "percent": 50 }]);
    let (status, saved) = world.call(planner, "PUT", "/api/plan/settings", Some(settings)).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    let (status, made) = world.call(planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 14 }))).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    let (_, board) = world.call(planner, "GET", &format!("/api/plan/day/{}", today()), None).await;
    let required = board["required"][board["now"].as_u64().unwrap() as usize].as_f64().unwrap();
    let at_work = board["gap"].as_f64().unwrap() + board["here"].as_f64().unwrap();
    assert!(at_work > 10.0 && (required - 2.0 * at_work).abs() <= 1.0, "{at_work} of {required}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_broken_off_at_any_point_counts_as_a_whole_or_not_at_all() {
    let planned = planned().await;
    let world = &planned.world;
    let catalogue = world.app.catalogue(1).await.unwrap();
    // Hours where half hours were, and a day before them.
    let mut csv = String::from("start,reason,offered,handled,aht_s\n");
    for back in (1..=85).rev() {
        for hour in 9..18 {
            csv += &format!("{}T{hour:02}:00,{REFUNDS},77,77,300\n", ago(back));
        }
    }
    let rows = || volume::read(&catalogue, csv.as_bytes(), None, today()).unwrap().rows;
    let write = |work: &dyn Fn(&rusqlite::Transaction<'_>) -> api::Result<u64>| {
        world.store.write::<_, api::Error>(|tx| work(tx)).unwrap()
    };
    let known = || world.store.read::<_, api::Error>(|view| volume::csv(view, 1, today())).unwrap();
    let before = known();

    // Broken off while it is staged: nobody sees anything of it, and the next one forgets it.
    let broken = write(&|tx| imports::begin(tx, 1, 0));
    write(&|tx| imports::stage(tx, 1, broken, &rows()[..400]).map(|()| 0));
    assert!(known() == before, "a part is seen");
    let import = write(&|tx| imports::begin(tx, 1, 1));
    let late = world.store.write::<_, api::Error>(|tx| imports::complete(tx, 1, broken));
    assert_eq!(late, Err(api::Error::WrongState));
    write(&|tx| imports::stage(tx, 1, import, &rows()).map(|()| 0));
    assert!(known() == before, "all of it is seen before it is complete");

    // Complete: all of it counts, however far its rows have moved.
    write(&|tx| imports::complete(tx, 1, import).map(|()| 0));
    let after = known();
    let lines = String::from_utf8(after.clone()).unwrap();
    assert_eq!(lines.lines().count(), 1 + 85 * 9);
    assert!(lines.lines().skip(1).all(|line| line.ends_with(",77,77,300")), "old rows are among them");
    let mut steps = 0;
    while write(&|tx| imports::step(tx, 1).map(u64::from)) == 1 {
        steps += 1;
        assert!(known() == after, "after {steps} steps");
    }
    assert!(steps >= 3, "a broken one, a whole one, and its end");
    let left = "SELECT (SELECT count(*) FROM volume_staged) + (SELECT count(*) FROM volume_import)";
    let left = world.store.read::<_, api::Error>(|view| Ok(view.query_row(left, [], |row| row.get::<_, u64>(0))?));
    assert_eq!(left, Ok(0));
}

#[test]
fn a_slot_is_as_good_as_every_interval_it_touches_on_days_when_the_clock_is_set_too() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let at = |day: jiff::civil::Date, minute: u32| {
        api::planning::clock::instant(&zone, plan::history::at_minute(day, minute))
    };
    let slot = |day: jiff::civil::Date, from: u32, to: u32| {
        api::planning::places::intervals(&zone, 30, (at(day, from), at(day, to)))
    };
    let usual = jiff::civil::date(2026, 3, 9);
    assert_eq!(slot(usual, 540, 570), 18..19);
    // Three quarters of an hour lie in two intervals, the last slot ends with the day.
    assert_eq!(slot(usual, 540, 585), 18..20);
    assert_eq!(slot(usual, 1_410, 1_440), 47..48);
    // Clocks jump at 02:00 of 8 March, and are set back at 02:00 of 1 November.
    assert_eq!(slot(jiff::civil::date(2026, 3, 8), 540, 600), 18..20);
    assert_eq!(slot(jiff::civil::date(2026, 11, 1), 540, 600), 18..20);
}
