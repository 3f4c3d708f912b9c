//! What a case costs its customer, how it stands, and whether callbacks are kept.

use serde_json::{Value, json};

use super::lives::*;

fn effort(world: &World, case: u64) -> Value {
    world.one(&format!(
        "SELECT contacts, transfers, repeats, broken_promises AS broken, waited_ms AS waited FROM effort WHERE case_id = {case}"
    ))
}

fn case(world: &World, case: u64) -> Value {
    world.one(&format!("SELECT state, reason, agent, closed_at FROM case_state WHERE case_id = {case}"))
}

fn callback(world: &World) -> Value {
    world.one("SELECT state, attempt, kept, last_result FROM callback")
}

#[test]
fn waits_transfers_and_repeats_add_up_over_the_contacts_of_a_case() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(2_000, 50, "chosen");
    world.connect(12_000, 50, HANA);
    world.row(20_000, [leg_ended(50, HANA, "transferred", false), queued(50, None, "transfer")]);
    world.connect(25_000, 50, DUL);
    world.finish(40_000, 50, DUL, "follow_up");
    assert_eq!(
        effort(&world, 60),
        json!({ "contacts": 1, "transfers": 1, "repeats": 0, "broken": 0, "waited": 15_000 })
    );
    assert_eq!(case(&world, 60), json!({ "state": "open", "reason": 30, "agent": DUL, "closed_at": null }));

    world.arrive(100_000, 51, 60);
    world.queue(100_000, 51, "chosen");
    world.row(101_000, [closed(51, json!({ "how": "abandoned" }))]);
    assert_eq!(
        effort(&world, 60),
        json!({ "contacts": 2, "transfers": 1, "repeats": 1, "broken": 0, "waited": 16_000 })
    );
    assert_eq!(case(&world, 60)["state"], "open", "an abandoned matter is not solved");

    world.arrive(200_000, 52, 60);
    world.row(200_000, [chosen(52, "bot"), queued(52, Some(BOT), "chosen")]);
    world.connect(202_000, 52, BOT);
    world.row(210_000, [closed(52, json!({ "how": "by_bot", "bot": BOT }))]);
    assert_eq!(case(&world, 60), json!({ "state": "solved", "reason": 20, "agent": DUL, "closed_at": 210_000 }));
    world.row(220_000, [json!({ "reopened": { "contact": 52 } })]);
    assert_eq!(case(&world, 60)["state"], "open");
    assert_eq!(effort(&world, 60)["repeats"], 3);
}

#[test]
fn who_leaves_too_late_a_line_counts_while_an_earlier_part_is_written_up() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.connect(1_000, 50, HANA);
    world.row(2_000, [leg_ended(50, HANA, "transferred", true), queued(50, None, "transfer")]);
    world.row(2_000, [json!({ "wait_told": { "contact": 50, "low_ms": 1_000, "high_ms": 10_000, "until": 12_000 } })]);
    let left = json!({ "contact": 50, "agent": null, "by": "customer", "closes": { "how": "abandoned" } });
    world.row(60_000, [json!({ "ended": left })]);
    world.row(61_000, [closed(50, json!({ "how": "abandoned" }))]);
    assert_eq!(effort(&world, 60)["broken"], 1);
}

#[test]
fn a_booking_ends_what_was_told_of_the_wait() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.row(0, [json!({ "wait_told": { "contact": 50, "low_ms": 1_000, "high_ms": 60_000, "until": 60_000 } })]);
    let slot = json!({ "contact": 50, "group": 1, "start": 900_000, "end": 1_800_000, "attempt": 1 });
    world.row(10_000, [json!({ "booked": slot })]);
    world.row(100_000, [queued(50, None, "asked_for_person")]);
    world.connect(105_000, 50, HANA);
    assert_eq!(effort(&world, 60)["broken"], 0, "nobody waited longer than told");
}

#[test]
fn a_wait_goes_on_when_the_reason_changes_in_line() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(2_000, 50, "chosen");
    world.row(
        8_000,
        [json!({ "reason_set": { "contact": 50, "reason": 33, "source": "customer" } }), queued(50, None, "refiled")],
    );
    assert_eq!(world.one("SELECT waiting_since, reason FROM contact"), json!({ "waiting_since": 2_000, "reason": 33 }));
    world.connect(12_000, 50, HANA);
    assert_eq!(effort(&world, 60)["waited"], 10_000);
}

#[test]
fn a_dead_device_costs_effort_and_a_missed_call_does_not() {
    for (cause, transfers) in [("lost", 1), ("handed_over", 0), ("taken_over", 1), ("not_reached", 0), ("moved", 0)] {
        let mut world = World::new();
        world.arrive(0, 50, 60);
        world.queue(0, 50, "chosen");
        world.connect(1_000, 50, HANA);
        world.row(2_000, [leg_ended(50, HANA, cause, false)]);
        assert_eq!(effort(&world, 60)["transfers"], transfers, "{cause}");
    }
}

#[test]
fn joining_a_contact_already_in_line_is_not_a_repeat() {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.arrive(5_000, 51, 60);
    world.row(
        5_000,
        [
            json!({ "merged_into": { "contact": 51, "existing": 50 } }),
            closed(51, json!({ "how": "merged", "into": 50 })),
        ],
    );
    assert_eq!(effort(&world, 60)["repeats"], 0);
    assert_eq!(world.one("SELECT merged_into FROM contact WHERE contact = 51"), 50);
    assert_eq!(world.all("SELECT kind FROM contact_step WHERE contact = 50 ORDER BY seq")[2], "merged_into");
    assert_eq!(world.one("SELECT waiting_since FROM contact WHERE contact = 50"), 0, "the place is kept");
}

#[test]
fn a_wait_beyond_the_range_told_breaks_a_promise_once() {
    let told = |until: i64| json!({ "wait_told": { "contact": 50, "low_ms": 1, "high_ms": 2, "until": until } });
    for (until, broken) in [(9_999, 1), (10_000, 0), (20_000, 0)] {
        let mut world = World::new();
        world.arrive(0, 50, 60);
        world.queue(0, 50, "chosen");
        world.row(0, [told(until)]);
        world.connect(10_000, 50, HANA);
        assert_eq!(effort(&world, 60)["broken"], broken, "answered, told {until}");
        world.row(30_000, [leg_ended(50, HANA, "transferred", false), queued(50, None, "transfer")]);
        world.connect(40_000, 50, DUL);
        assert_eq!(effort(&world, 60)["broken"], broken, "that promise is spent");

        let mut world = World::new();
        world.arrive(0, 50, 60);
        world.queue(0, 50, "chosen");
        world.row(0, [told(until)]);
        world.row(10_000, [closed(50, json!({ "how": "abandoned" }))]);
        assert_eq!(effort(&world, 60)["broken"], broken, "abandoned, told {until}");
    }
}

/// Books 100 s to 200 s.
fn with_callback() -> World {
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.row(5_000, [chosen(50, "callback"), booked(50, 100_000, 200_000, 1)]);
    world
}

fn come_and_connect(world: &mut World, at: i64) {
    world.row(at, [json!({ "slot_came": { "contact": 50 } }), queued(50, None, "slot")]);
    world.connect(at + 2_000, 50, HANA);
}

#[test]
fn a_callback_dialled_in_its_slot_is_kept() {
    let mut world = with_callback();
    assert_eq!(
        world.one("SELECT state, waiting_since FROM contact"),
        json!({ "state": "booked", "waiting_since": null })
    );
    assert_eq!(
        world.one("SELECT callback_group, starts_at, ends_at, state, booked_at FROM callback"),
        json!({ "callback_group": 3, "starts_at": 100_000, "ends_at": 200_000, "state": "booked", "booked_at": 5_000 })
    );
    assert_eq!(effort(&world, 60)["waited"], 5_000, "the wait before it was booked");
    come_and_connect(&mut world, 100_000);
    assert_eq!(effort(&world, 60)["waited"], 5_000, "nobody waits while we are to call");
    assert_eq!(callback(&world)["state"], "due");
    world.row(
        103_000,
        [dialled(50, "not_reached", 1), leg_ended(50, HANA, "not_reached", false), booked(50, 400_000, 500_000, 2)],
    );
    assert_eq!(callback(&world), json!({ "state": "booked", "attempt": 2, "kept": 1, "last_result": "not_reached" }));
    come_and_connect(&mut world, 400_000);
    world.row(600_000, [dialled(50, "reached", 2)]);
    world.finish(700_000, 50, HANA, "solved");
    assert_eq!(callback(&world), json!({ "state": "reached", "attempt": 2, "kept": 1, "last_result": "reached" }));
    assert_eq!(effort(&world, 60)["broken"], 0);
}

#[test]
fn a_late_callback_breaks_one_promise_even_when_it_fails_later() {
    let mut world = with_callback();
    come_and_connect(&mut world, 150_000);
    world.row(200_001, [dialled(50, "not_reached", 1)]);
    assert_eq!((callback(&world)["kept"].clone(), effort(&world, 60)["broken"].clone()), (json!(0), json!(1)));
    world.row(300_000, [closed(50, json!({ "how": "callback_failed" }))]);
    assert_eq!(callback(&world)["state"], "failed");
    assert_eq!(effort(&world, 60)["broken"], 1);
    assert_eq!(case(&world, 60)["state"], "open");
}

#[test]
fn a_callback_given_up_breaks_a_promise_unless_the_number_was_wrong() {
    for (result, broken) in [(Some("not_reached"), 1), (Some("wrong_number"), 0), (None, 1)] {
        let mut world = with_callback();
        come_and_connect(&mut world, 100_000);
        if let Some(result) = result {
            world.row(110_000, [dialled(50, result, 1)]);
        }
        world.row(120_000, [closed(50, json!({ "how": "callback_failed" }))]);
        assert_eq!(effort(&world, 60)["broken"], broken, "{result:?}");
        assert_eq!(callback(&world)["kept"], i64::from(result.is_some()), "{result:?}");
    }
}

#[test]
fn a_callback_no_longer_wanted_is_neither_kept_nor_broken() {
    for (events, state) in [
        (vec![closed(50, json!({ "how": "cancelled" }))], "cancelled"),
        (vec![closed(50, json!({ "how": "withdrawn" }))], "withdrawn"),
        (vec![chosen(50, "person"), queued(50, None, "chosen")], "withdrawn"),
        (vec![queued(50, None, "asked_for_person")], "withdrawn"),
    ] {
        let mut world = with_callback();
        world.row(50_000, events);
        assert_eq!(callback(&world), json!({ "state": state, "attempt": 1, "kept": null, "last_result": null }));
        assert_eq!(effort(&world, 60)["broken"], 0);
    }
    let mut world = with_callback();
    world.row(50_000, [closed(50, json!({ "how": "cancelled" }))]);
    world.row(60_000, [json!({ "reopened": { "contact": 50 } }), booked(50, 300_000, 400_000, 1)]);
    assert_eq!(callback(&world)["state"], "booked", "a new promise");
}

#[test]
fn a_visitor_who_turns_out_to_be_known_brings_the_effort_along() {
    let identified = json!({ "identified": { "contact": 51, "customer": 71, "case": 60, "known": true } });
    let mut world = World::new();
    world.arrive(0, 50, 60);
    world.queue(0, 50, "chosen");
    world.connect(3_000, 50, HANA);
    world.finish(10_000, 50, HANA, "solved");
    world.arrive(20_000, 51, 61);
    world.queue(20_000, 51, "chosen");
    world.connect(24_000, 51, DUL);
    world.row(25_000, [leg_ended(51, DUL, "transferred", false), queued(51, None, "transfer")]);
    world.row(26_000, [identified.clone()]);
    assert_eq!(
        effort(&world, 60),
        json!({ "contacts": 2, "transfers": 1, "repeats": 1, "broken": 0, "waited": 7_000 })
    );
    assert_eq!(
        (effort(&world, 61), case(&world, 61)),
        (Value::Null, Value::Null),
        "nothing is left of the visitor's case"
    );
    assert_eq!(case(&world, 60)["state"], "open", "the matter is open again");
    assert_eq!(
        world.one("SELECT customer, case_id, known, state FROM contact WHERE contact = 51"),
        json!({ "customer": 71, "case_id": 60, "known": 1, "state": "waiting" })
    );
    world.row(27_000, [identified]);
    assert_eq!(effort(&world, 60)["contacts"], 2, "said twice, counted once");

    // A case with another contact stays behind.
    let mut world = World::new();
    world.arrive(0, 50, 61);
    world.arrive(1_000, 51, 61);
    world.row(2_000, [json!({ "identified": { "contact": 51, "customer": 71, "case": 62, "known": true } })]);
    assert_eq!(effort(&world, 61), json!({ "contacts": 1, "transfers": 0, "repeats": 0, "broken": 0, "waited": 0 }));
    assert_eq!(effort(&world, 62), json!({ "contacts": 1, "transfers": 0, "repeats": 0, "broken": 0, "waited": 0 }));
    assert_eq!(case(&world, 61)["state"], "open");
    assert_eq!(case(&world, 62)["reason"], 20, "what it is about is known already");
}

#[test]
fn a_case_as_it_stands_is_what_contacts_made_of_the_imported_one() {
    let mut world = World::new();
    world
        .store
        .write::<_, store::Error>(|tx| {
            store::accounts::create_centre(tx, CENTRE, "서울", "Asia/Seoul", routing::Time(0))?;
            tx.execute_batch(
                "INSERT INTO customer (centre, customer, state, created_at, updated_at) VALUES (1, 70, 'known', 0, 0);
                 INSERT INTO case_record (centre, case_id, customer, title, reason, opened_at, closed_at) VALUES
                     (1, 60, 70, '오배송', 21, 500, NULL), (1, 61, 70, '환불', 22, 600, 700);",
            )?;
            Ok(())
        })
        .unwrap();
    let now = "SELECT case_id, state, reason, opened_at, closed_at FROM case_now ORDER BY case_id";
    assert_eq!(
        world.all(now),
        [
            json!({ "case_id": 60, "state": "open", "reason": 21, "opened_at": 500, "closed_at": null }),
            json!({ "case_id": 61, "state": "solved", "reason": 22, "opened_at": 600, "closed_at": 700 }),
        ]
    );
    world.arrive(10_000, 50, 61);
    assert_eq!(
        world.all(now)[1],
        json!({ "case_id": 61, "state": "open", "reason": 20, "opened_at": 600, "closed_at": null })
    );
}
