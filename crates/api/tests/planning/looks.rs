//! What many look at: adherence and the day's board; forecasts side by side.

use std::sync::atomic::{AtomicI64, Ordering};

use api::planning::look::Look;
use axum::http::StatusCode;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use routing::policy::Treatment;
use routing::{AgentId, Time};
use serde_json::{Value, json};

use crate::common::planning::{Planned, day, history, import, planned, today};
use crate::common::{REFUNDS, Seat, World, now, setup};

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_to_stay_whose_rest_or_hours_forbid_it_and_the_board_says_so() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let cells: Vec<(&Seat, i64, Option<&str>)> = (0..7).flat_map(|at| [(kim, at, None), (lee, at, None)]).collect();
    planned.put(roster, &cells).await;
    // Both until one o'clock; KIM begins at nine the next day, which is rest enough for anybody.
    planned.put(roster, &[(kim, 0, Some("early")), (lee, 0, Some("early")), (kim, 1, Some("day"))]).await;
    let board =
        async || planned.world.call(&planned.planner, "GET", &format!("/api/plan/day/{}", day(1)), None).await.1;
    let asked = |board: &Value| {
        let proposals = board["proposals"].as_array().unwrap().clone();
        let stay = proposals.into_iter().find(|proposal| proposal["act"]["type"] == "overtime");
        let agents = stay.map(|stay| stay["act"]["agents"].as_array().unwrap().clone()).unwrap_or_default();
        agents.iter().map(|agent| agent["id"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let free = board().await;
    assert_eq!((asked(&free).len(), &free["cannot_stay"]), (2, &json!([])), "{free}");

    // From now on the contract has twenty hours of rest, which are just there until one o'clock.
    let (_, mut settings) = planned.world.call(&planned.planner, "GET", "/api/plan/settings", None).await;
    settings["contracts"][0]["rest_h"] = json!(20.0);
    assert_eq!(
        planned.world.call(&planned.planner, "PUT", "/api/plan/settings", Some(settings)).await.0,
        StatusCode::OK
    );
    let roster = planned.roster().await;
    planned.put(roster, &cells).await;
    planned.put(roster, &[(kim, 0, Some("early")), (lee, 0, Some("early")), (kim, 1, Some("day"))]).await;
    let board = board().await;
    assert_eq!(asked(&board), [u64::from(lee.account)], "{board}");
    let hindered = &board["cannot_stay"][0];
    assert_eq!(
        (hindered["agent"]["id"].as_u64(), hindered["from_min"].as_u64(), &hindered["rules"]),
        (Some(kim.account.into()), Some(780), &json!(["rest"])),
        "{board}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_proposed_only_for_what_a_bot_could_take() {
    let planned = planned().await;
    let roster = planned.roster().await;
    // On a Saturday, of seventeen contacts in half an hour a tenth is what the fifth of five people is needed for. One who works
    // little besides may stay longer.
    let saturday = (1..=7).find(|ahead| day(*ahead).parse::<Date>().unwrap().weekday() == Weekday::Saturday).unwrap();
    let kim = (0..7).map(|at| (&planned.kim, at, (at == saturday - 1).then_some("early")));
    let cells: Vec<_> = kim.chain([(&planned.lee, saturday - 1, None)]).collect();
    planned.put(roster, &cells).await;
    let path = format!("/api/plan/day/{}", day(saturday));
    let share = async || {
        let (_, board) = planned.world.call(&planned.planner, "GET", &path, None).await;
        let proposals = board["proposals"].as_array().unwrap().clone();
        assert!(!proposals.is_empty(), "{board}");
        let contacts: f64 = board["forecast"].as_array().unwrap().iter().map(|n| n.as_f64().unwrap()).sum();
        let bot = proposals.into_iter().find(|one| one["act"]["type"] == "bot_share");
        bot.map(|one| one["act"]["contacts"].as_f64().unwrap() / contacts)
    };
    // The setup gives refunds no bot: ten points more of nothing help nobody.
    assert_eq!(share().await, None);
    let bot = planned.world.bot(&planned.world.app.centre(1).unwrap(), 1).await;
    let mut document = setup();
    let refunds = document.reasons.iter_mut().find(|entry| entry.id.0 == REFUNDS).unwrap();
    refunds.bot = Some(AgentId(bot));
    refunds.unknown = vec![Treatment::Bot, Treatment::Person];
    planned.world.publish(1, document).await.unwrap();
    // Of an imported history nobody knows the channels.
    assert!((share().await.unwrap() - 0.1).abs() < 0.005);
    // Four of five who came lately called: a bot that chats takes a tenth of the fifth that it could serve.
    planned
        .world
        .store
        .write::<_, store::Error>(|tx| {
            for (contact, channel) in ["voice", "voice", "voice", "voice", "chat"].into_iter().enumerate() {
                tx.execute(
                    "INSERT INTO contact (centre, contact, customer, case_id, known, channel, state, reason, since_at, arrived_at, queued_at, seq)
                     VALUES (1, ?1, 1, 1, 0, ?2, 'closed', ?3, ?4, ?4, ?4, 1)",
                    (9_000_000 + contact, channel, REFUNDS, now().0 - 86_400_000),
                )?;
            }
            Ok(())
        })
        .unwrap();
    planned.world.app.shared().changed(1);
    let fifth = share().await;
    assert!(fifth.is_none_or(|share| (share - 0.02).abs() < 0.005), "{fifth:?}");
}

/// A clock that goes on by a millisecond whenever somebody reads it.
static CLOCK: AtomicI64 = AtomicI64::new(0);

#[tokio::test(flavor = "multi_thread")]
async fn who_looks_within_two_seconds_sees_the_same_answer_and_a_change_at_once() {
    CLOCK.store(now().0, Ordering::Relaxed);
    let planned = Planned::of(World::with_clock(|| Time(CLOCK.fetch_add(1, Ordering::Relaxed)))).await;
    let as_of = async |path: &str| {
        let (status, found) = planned.world.call(&planned.planner, "GET", path, None).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        found["as_of"].as_i64().unwrap()
    };
    let later = |ms: i64| CLOCK.fetch_add(ms, Ordering::Relaxed);

    let live = "/api/plan/adherence";
    let first = as_of(live).await;
    later(1_500);
    assert_eq!(as_of(live).await, first);
    later(600);
    let second = as_of(live).await;
    assert!(second > first + 2_000, "{first} {second}");
    let excuse = json!({ "agent": planned.kim.account, "from": first, "to": first + 60_000, "because": "교육" });
    let (status, _) = planned.world.call(&planned.planner, "POST", "/api/plan/exceptions", Some(excuse)).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(as_of(live).await, second, "an exception counts at once");

    let board = &format!("/api/plan/day/{}", day(1));
    let first = as_of(board).await;
    later(50_000);
    assert_eq!(as_of(board).await, first);
    later(20_000);
    let second = as_of(board).await;
    assert_ne!(second, first);
    let roster = planned.roster().await;
    let third = as_of(board).await;
    assert_ne!(third, second, "a published roster counts at once");
    planned.put(roster, &[(&planned.kim, 0, None)]).await;
    assert_ne!(as_of(board).await, third, "and so does a changed one");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_forecasts_lie_side_by_side_and_the_nearer_is_told() {
    let planned = planned().await;
    let (world, planner) = (&planned.world, &planned.planner);
    // A week ago as now, and one made then on a history of half as many contacts.
    planned.made_before(7);
    let first = world.call(planner, "GET", "/api/plan/forecasts", None).await.1["forecasts"][0]["id"].clone();
    import(world, planner, history(&REFUNDS.to_string(), 5)).await;
    world.call(planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 14 }))).await;
    planned.made_before(7);
    let second = world.call(planner, "GET", "/api/plan/forecasts", None).await.1["forecasts"][0]["id"].clone();
    assert_ne!(first, second);
    import(world, planner, history(&REFUNDS.to_string(), 10)).await;

    let path = format!("/api/plan/forecasts/{first}?against={second}");
    let (status, view) = world.call(planner, "GET", &path, None).await;
    assert_eq!(status, StatusCode::OK, "{view}");
    let beside = &view["beside"];
    assert_eq!(
        (beside["forecast"]["id"].clone(), &beside["shared_days"], &beside["past_days"]),
        (second, &json!(14), &json!(7))
    );
    assert_eq!(beside["days"].as_array().unwrap().len(), view["days"].as_array().unwrap().len());
    let (one, wape) = (&beside["reasons"][0], |name: &str| beside["all"][name].as_f64().unwrap());
    assert_eq!((one["reason"]["id"].as_u64(), &one["compared"]), (Some(REFUNDS.into()), &beside["all"]));
    assert!((wape("first") / wape("second") - 2.0).abs() < 0.2, "{beside}");
    assert!(wape("wape_first") < 0.2 && (wape("wape_second") - 0.5).abs() < 0.1, "{beside}");

    // The history is twelve weeks long: of last year nothing is known, until it is imported.
    let path = format!("/api/plan/forecasts/{first}?against=last_year&reason={REFUNDS}");
    let (_, view) = world.call(planner, "GET", &path, None).await;
    assert_eq!((&view["beside"]["forecast"], &view["beside"]["shared_days"]), (&Value::Null, &json!(0)));
    let year_ago = today().checked_sub(jiff::ToSpan::days(364 + 3)).unwrap();
    let csv = format!(
        "start,reason,offered\n{year_ago}T09:00,{REFUNDS},70\n{year_ago}T09:30,{REFUNDS},30\n{year_ago}T10:00,{REFUNDS},0\n"
    );
    let (status, taken) = import(world, planner, csv).await;
    assert_eq!(status, StatusCode::OK, "{taken}");
    let (_, view) = world.call(planner, "GET", &path, None).await;
    let beside = &view["beside"];
    assert_eq!(
        (&beside["shared_days"], &beside["past_days"], &beside["all"]["second"]),
        (&json!(1), &json!(1), &json!(100.0))
    );

    let (status, _) = world.call(planner, "GET", &format!("/api/plan/forecasts/{first}?against=999999"), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = world.call(planner, "GET", &format!("/api/plan/forecasts/{first}?against=best"), None).await;
    assert!(status.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_holds_until_anything_it_was_judged_by_changes() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let (world, kim) = (&planned.world, &planned.kim);
    let empty: Vec<(&Seat, i64, Option<&str>)> = (0..7).map(|at| (kim, at, None)).collect();
    planned.put(roster, &empty).await;
    let on = Some(today().checked_add(2.days()).unwrap());
    let look = || world.store.read::<_, api::Error>(|view| Look::at(view, 1, on)).unwrap();
    let holds = |look: &Look| world.store.read::<_, api::Error>(|view| look.holds(view, 1, on));

    let seen = look();
    assert_eq!(holds(&seen), Ok(()));
    planned.put(roster, &[(kim, 1, Some("day"))]).await;
    assert_eq!(holds(&seen), Err(api::Error::NewerRevision));

    let seen = look();
    let ask = json!({ "kind": "leave", "day": day(5) });
    let (_, leave) = world.call(kim, "POST", "/api/me/requests", Some(ask)).await;
    assert_eq!(holds(&seen), Ok(()), "what is only asked changes nothing");
    let decide = json!({ "requests": [leave["id"]], "approve": true });
    let (_, decided) = world.call(&planned.planner, "POST", "/api/plan/requests/decide", Some(decide)).await;
    assert_eq!(decided["approved"], json!([leave["id"]]), "{decided}");
    assert_eq!(holds(&seen), Err(api::Error::NewerRevision));

    let seen = look();
    let terms = json!({ "contract": "any", "preferred_start": null, "protected": "minor" });
    let path = format!("/api/plan/people/{}", kim.account);
    assert_eq!(world.call(&planned.planner, "PUT", &path, Some(terms)).await.0, StatusCode::OK);
    assert_eq!(holds(&seen), Err(api::Error::NewerRevision));
}
