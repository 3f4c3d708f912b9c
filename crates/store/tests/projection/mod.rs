//! Routing as rows: hand-written lives in, tables out; and the same tables again when rebuilt.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod cases;
mod lives;

use lives::*;
use serde_json::{Value, json};
use store::{Error, projection};

#[test]
fn a_chat_from_arrival_to_close() {
    let mut world = World::new();
    world.arrive(1_000, 50, 60);
    let options = json!([{ "treatment": "person", "because": "table" }]);
    world.row(1_000, [json!({ "triaged": { "contact": 50, "reason": 20, "options": options } })]);
    world.row(5_000, [chosen(50, "person"), queued(50, None, "chosen")]);
    let told = json!({ "contact": 50, "low_ms": 10_000, "high_ms": 40_000, "until": 45_000 });
    world.row(5_000, [json!({ "wait_told": told })]);
    assert_eq!(
        world.one("SELECT state, treatment, waiting_since, told_until, queued_at FROM contact"),
        json!({ "state": "waiting", "treatment": "person", "waiting_since": 5_000, "told_until": 45_000, "queued_at": 5_000 })
    );

    world.row(6_000, [offered(90, 50, DUL, 26_000)]);
    assert_eq!(world.one("SELECT state, offered_to FROM contact"), json!({ "state": "offered", "offered_to": DUL }));
    let declined = json!({ "cause": "declined", "why": "need_pause" });
    world.row(8_000, [json!({ "offer_ended": { "offer": 90, "contact": 50, "agent": DUL, "cause": declined } })]);
    assert_eq!(
        world.one("SELECT state, offered_to, waiting_since FROM contact"),
        json!({ "state": "waiting", "offered_to": null, "waiting_since": 5_000 })
    );
    world.row(8_000, [offered(91, 50, HANA, 28_000)]);
    world.row(9_000, [json!({ "connected": { "contact": 50, "agent": HANA, "offer": 91 } })]);
    assert_eq!(
        world.one("SELECT state, agent, offered_to, waiting_since, answered_at FROM contact"),
        json!({ "state": "talking", "agent": HANA, "offered_to": null, "waiting_since": null, "answered_at": 9_000 })
    );
    world.row(20_000, [json!({ "held": { "contact": 50, "agent": HANA } })]);
    assert_eq!(world.one("SELECT state FROM leg"), "held");
    world.row(25_000, [json!({ "resumed": { "contact": 50, "agent": HANA } })]);
    world.row(60_000, [json!({ "held": { "contact": 50, "agent": HANA } })]);
    world.finish(71_000, 50, HANA, "solved");

    assert_eq!(
        world.one("SELECT state, reason, outcome, ended_at, ended_by, closed_at, closed_how, seq FROM contact"),
        json!({
            "state": "closed", "reason": 30, "outcome": "solved", "ended_at": 70_000, "ended_by": "customer",
            "closed_at": 71_000, "closed_how": "wrapped", "seq": world.rows.len(),
        })
    );
    assert_eq!(
        world.one("SELECT agent, bot, role, state, channel, offer, started_at, held_since, held_ms, ended_at, end_cause, wrapped_at, outcome FROM leg"),
        json!({
            "agent": HANA, "bot": 0, "role": "serve", "state": "done", "channel": "chat", "offer": 91,
            "started_at": 9_000, "held_since": null, "held_ms": 15_000, "ended_at": 70_000, "end_cause": "customer",
            "wrapped_at": 71_000, "outcome": "solved",
        })
    );
    assert_eq!(
        world.all("SELECT offer, agent, rule, deadline_at, ended_at, ended_how, why FROM offer ORDER BY offer"),
        [
            json!({ "offer": 90, "agent": DUL, "rule": "longest-idle", "deadline_at": 26_000, "ended_at": 8_000, "ended_how": "declined", "why": "need_pause" }),
            json!({ "offer": 91, "agent": HANA, "rule": "longest-idle", "deadline_at": 28_000, "ended_at": 9_000, "ended_how": "accepted", "why": null }),
        ]
    );
    let steps = world.all("SELECT kind FROM contact_step ORDER BY seq, nth");
    let kinds: Vec<&str> = steps.iter().filter_map(Value::as_str).collect();
    assert_eq!(
        kinds.join(" "),
        "arrived triaged chosen queued wait_told offered offer_ended offered connected held resumed held ended wrapped_up closed"
    );
    let shown = world.one("SELECT body FROM contact_step WHERE kind = 'triaged'");
    let shown: Value = serde_json::from_str(shown.as_str().unwrap()).unwrap();
    assert_eq!(shown["options"], options, "every option shown is on the record");
    assert_eq!(world.one("SELECT agent FROM contact_step WHERE kind = 'held'"), HANA);
}

#[test]
fn a_transferring_agent_keeps_her_wrap_up() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.connect(4_000, 50, HANA);
    world.row(10_000, [leg_ended(50, HANA, "transferred", true), queued(50, None, "transfer")]);
    let leg = |agent: u32| world_leg(agent);
    assert_eq!(world.one(&leg(HANA))["state"], "wrap_up");
    assert_eq!(world.one("SELECT state, transfers FROM contact"), json!({ "state": "waiting", "transfers": 1 }));
    let wrapped = json!({ "contact": 50, "agent": HANA, "reason": null, "outcome": "follow_up" });
    world.row(12_000, [json!({ "wrapped_up": wrapped })]);
    assert_eq!(world.one(&leg(HANA)), json!({ "state": "done", "end_cause": "transferred", "wrapped_at": 12_000 }));
    world.connect(16_000, 50, DUL);
    world.finish(31_000, 50, DUL, "solved");
    assert_eq!(world.one(&leg(DUL)), json!({ "state": "done", "end_cause": "customer", "wrapped_at": 31_000 }));
    assert_eq!(world.one("SELECT answered_at, agent FROM contact"), json!({ "answered_at": 4_000, "agent": DUL }));
}

#[test]
fn a_wrap_up_that_closing_ends_ends_then() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.connect(4_000, 50, HANA);
    world.row(10_000, [json!({ "ended": { "contact": 50, "agent": HANA, "by": "customer" } })]);
    world.row(25_000, [json!({ "closed": { "contact": 50, "how": { "how": "wrapped", "outcome": "solved" } } })]);
    assert_eq!(world.one(&world_leg(HANA)), json!({ "state": "done", "end_cause": "customer", "wrapped_at": 25_000 }));
}

fn world_leg(agent: u32) -> String {
    format!("SELECT state, end_cause, wrapped_at FROM leg WHERE agent = {agent}")
}

#[test]
fn a_supervisor_who_listened_and_takes_over_serves_from_then_on() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.connect(4_000, 50, HANA);
    world.row(5_000, [json!({ "agent_joined": { "contact": 50, "agent": DUL, "role": "listen" } })]);
    world.row(6_000, [json!({ "agent_joined": { "contact": 50, "agent": DUL, "role": "whisper" } })]);
    world.row(
        8_000,
        [
            leg_ended(50, HANA, "taken_over", true),
            json!({ "connected": { "contact": 50, "agent": DUL, "offer": null } }),
        ],
    );
    assert_eq!(
        world.all("SELECT agent, role, state, ended_at FROM leg ORDER BY seq"),
        [
            json!({ "agent": HANA, "role": "serve", "state": "wrap_up", "ended_at": 8_000 }),
            json!({ "agent": DUL, "role": "listen", "state": "done", "ended_at": 6_000 }),
            json!({ "agent": DUL, "role": "whisper", "state": "done", "ended_at": 8_000 }),
            json!({ "agent": DUL, "role": "serve", "state": "talking", "ended_at": null }),
        ]
    );
    world.row(9_000, [json!({ "agent_joined": { "contact": 50, "agent": HANA, "role": "consult" } })]);
    world.row(9_500, [json!({ "agent_parted": { "contact": 50, "agent": HANA } })]);
    world.row(10_000, [json!({ "agent_joined": { "contact": 50, "agent": HANA, "role": "consult" } })]);
    world.finish(12_000, 50, DUL, "solved");
    assert_eq!(
        world.all("SELECT ended_at FROM leg WHERE role = 'consult' ORDER BY seq"),
        [json!(9_500), json!(11_000)]
    );
}

#[test]
fn a_bot_answers_but_only_a_person_counts_as_answered() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.row(1_000, [chosen(50, "bot"), queued(50, Some(BOT), "chosen")]);
    assert_eq!(world.one("SELECT for_bot, queued_at FROM contact"), json!({ "for_bot": BOT, "queued_at": null }));
    world.connect(2_500, 50, BOT);
    assert_eq!(world.one("SELECT answered_at, agent FROM contact"), json!({ "answered_at": null, "agent": BOT }));
    assert_eq!(world.one("SELECT agent FROM case_state"), Value::Null, "a bot does not get to know a case");
    world.row(30_000, [leg_ended(50, BOT, "handed_over", false), queued(50, None, "hand_over")]);
    world.connect(40_000, 50, HANA);
    assert_eq!(
        world.one("SELECT answered_at, connected_at, queued_at FROM contact"),
        json!({ "answered_at": 40_000, "connected_at": 40_000, "queued_at": 30_000 })
    );
    assert_eq!(
        world.all("SELECT bot, end_cause FROM leg ORDER BY seq"),
        [json!({ "bot": 1, "end_cause": "handed_over" }), json!({ "bot": 0, "end_cause": null })]
    );
}

#[test]
fn what_agents_do_is_kept_with_its_cause() {
    let mut world = World::new();
    world.row(5_000, [presence(HANA, "break", Some(9_000), json!({ "cause": "supervisor", "by": DUL }))]);
    assert_eq!(
        world.one("SELECT presence, since_at, until_at, cause, by_agent, alive, bot FROM agent_state WHERE agent = 1"),
        json!({ "presence": "break", "since_at": 5_000, "until_at": 9_000, "cause": "supervisor", "by_agent": DUL, "alive": 1, "bot": 0 })
    );
    world.row(9_000, [presence(HANA, "ready", None, json!({ "cause": "time_up" }))]);
    world.row(9_500, [json!({ "device_changed": { "agent": HANA, "alive": false } })]);
    assert_eq!(
        world.one("SELECT presence, alive, alive_at FROM agent_state WHERE agent = 1"),
        json!({ "presence": "ready", "alive": 0, "alive_at": 9_500 })
    );
    world.row(10_000, [json!({ "agent_removed": { "agent": HANA } })]);
    assert_eq!(world.one("SELECT * FROM agent_state WHERE agent = 1"), Value::Null);
    assert_eq!(
        world.all("SELECT at, presence, alive, cause FROM agent_state_log WHERE agent = 1 AND at > 0"),
        [
            json!({ "at": 5_000, "presence": "break", "alive": null, "cause": "supervisor" }),
            json!({ "at": 9_000, "presence": "ready", "alive": null, "cause": "time_up" }),
            json!({ "at": 9_500, "presence": null, "alive": 0, "cause": null }),
            json!({ "at": 10_000, "presence": "offline", "alive": null, "cause": "removed" }),
        ]
    );
}

#[test]
fn abuse_parts_the_two_for_good() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.connect(4_000, 50, HANA);
    let protected = json!({ "protected": { "contact": 50, "customer": 70, "agent": HANA } });
    world.row(5_000, [protected.clone(), json!({ "ended": { "contact": 50, "agent": HANA, "by": "agent" } })]);
    world.row(6_000, [protected]);
    assert_eq!(
        world.all("SELECT customer, agent, contact, since_at FROM pair_block"),
        [json!({ "customer": 70, "agent": HANA, "contact": 50, "since_at": 5_000 })]
    );
}

/// Every kind of thing that can happen, in an order that makes sense.
fn a_busy_day() -> World {
    let mut world = World::new();
    let webhook = "INSERT INTO webhook VALUES (1, 1, 'http://127.0.0.1/', zeroblob(32), '[]', 1, 0, 1)";
    world
        .store
        .write::<_, Error>(|tx| {
            store::accounts::create_centre(tx, CENTRE, "서울", "Asia/Seoul", routing::Time(0))?;
            Ok(tx.execute(webhook, [])?)
        })
        .unwrap();
    world.row(1, [json!({ "hours_changed": { "hours": 1, "open": true } })]);
    world.arrive(1_000, 50, 60);
    world.queue(1_000, 50, "chosen");
    world.row(2_000, [json!({ "nobody_there": { "contact": 50 } })]);
    world.row(
        3_000,
        [json!({ "somebody_there": { "contact": 50 } }), json!({ "ring_widened": { "contact": 50, "ring": 2 } })],
    );
    let hold = json!({ "contact": 50, "agent": HANA, "cause": "preferred", "until": 6_000 });
    world.row(
        4_000,
        [
            json!({ "hold_started": hold }),
            json!({ "hold_ended": { "contact": 50, "agent": HANA, "cause": "preferred" } }),
        ],
    );
    world.connect(6_000, 50, HANA);
    world.arrive(7_000, 51, 60);
    world.row(
        7_000,
        [
            json!({ "merged_into": { "contact": 51, "existing": 50 } }),
            closed(51, json!({ "how": "merged", "into": 50 })),
        ],
    );
    let reason = json!({ "contact": 50, "reason": 31, "source": "agent" });
    world.row(
        8_000,
        [json!({ "reason_set": reason }), json!({ "channel_changed": { "contact": 50, "channel": "message" } })],
    );
    world.row(8_500, [json!({ "wrap_up_long": { "contact": 50, "agent": HANA } })]);
    world.finish(10_000, 50, HANA, "solved");
    world.row(20_000, [json!({ "reopened": { "contact": 50 } }), queued(50, None, "reopened")]);
    world.connect(24_000, 50, DUL);
    world.finish(30_000, 50, DUL, "unsolved");
    world.arrive(31_000, 52, 61);
    world.row(31_000, [chosen(52, "callback"), booked(52, 40_000, 50_000, 1)]);
    world.row(40_000, [json!({ "slot_came": { "contact": 52 } }), queued(52, None, "slot")]);
    world.connect(42_000, 52, HANA);
    world.row(43_000, [dialled(52, "reached", 1)]);
    world.finish(50_000, 52, HANA, "referred");
    world.arrive(51_000, 53, 62);
    world.row(52_000, [json!({ "identified": { "contact": 53, "customer": 71, "case": 60, "known": true } })]);
    world.row(53_000, [chosen(53, "self_service"), closed(53, json!({ "how": "self_served" }))]);
    world.row(60_000, [presence(DUL, "rest", Some(70_000), json!({ "cause": "protection" }))]);
    world
}

#[test]
fn a_row_projected_twice_changes_nothing() {
    let world = a_busy_day();
    let before = world.dump();
    for (seq, at, events) in &world.rows {
        world.project(*seq, *at, events);
    }
    assert_eq!(world.dump(), before);
}

#[test]
fn rebuilt_tables_equal_those_that_grew() {
    let world = a_busy_day();
    let grown = world.dump();
    assert!(grown.iter().filter(|(table, _)| table != "pair_block").all(|(_, rows)| !rows.is_empty()));
    let told = world.all("SELECT event_id FROM webhook_outbox");
    assert!(told.len() > 10);
    // Damage that a rebuild must undo.
    world
        .store
        .write::<_, Error>(|tx| {
            tx.execute_batch(
                "UPDATE contact SET state = 'waiting'; DELETE FROM leg; UPDATE effort SET transfers = 9;
                 INSERT INTO pair_block VALUES (1, 1, 1, 1, 1);",
            )?;
            Ok(())
        })
        .unwrap();
    assert_ne!(world.dump(), grown);
    let rows = world.rows.clone();
    world.store.write::<_, Error>(|tx| projection::rebuild(tx, CENTRE, rows.into_iter().map(Ok::<_, Error>))).unwrap();
    assert_eq!(world.dump(), grown);
    assert_eq!(world.all("SELECT event_id FROM webhook_outbox"), told, "webhooks are not told again");
}

#[test]
fn a_rebuild_that_fails_leaves_the_tables_as_they_were() {
    let world = a_busy_day();
    let grown = world.dump();
    let rows: Vec<Result<Row, Error>> = world.rows.iter().take(5).cloned().map(Ok).chain([Err(Error::Busy)]).collect();
    world.store.write::<_, Error>(|tx| projection::rebuild(tx, CENTRE, rows)).unwrap_err();
    assert_eq!(world.dump(), grown);
}

#[test]
fn centres_do_not_meet() {
    let world = a_busy_day();
    let before = world.dump();
    world
        .store
        .write::<_, Error>(|tx| {
            for (seq, at, events) in &world.rows {
                projection::project(tx, 2, *seq, *at, events)?;
            }
            projection::rebuild(tx, 2, Vec::<Result<_, Error>>::new())
        })
        .unwrap();
    assert_eq!(world.dump(), before, "the other centre's rows came and went");
}
