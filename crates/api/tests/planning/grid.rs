//! What the schedule's grid asks: where shifts and breaks may lie, and moving them.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::planning::{Planned, day, planned};

/// Changes of one person on the day after tomorrow, and what the server says.
async fn change(planned: &Planned, roster: u64, dry_run: bool, change: Value) -> (StatusCode, Value) {
    let revision = planned.read(roster).await["roster"]["revision"].clone();
    let mut change = change;
    change["agent"] = json!(planned.kim.account);
    change["day"] = json!(day(2));
    let body = json!({ "changes": [change], "revision": revision, "dry_run": dry_run });
    planned.world.call(&planned.planner, "POST", &format!("/api/plan/rosters/{roster}/changes"), Some(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_says_where_its_shifts_and_breaks_may_lie() {
    let planned = planned().await;
    let view = planned.read(planned.roster().await).await;
    assert_eq!(view["people"][0]["shifts"], json!(["day", "early", "late"]));
    let template = &view["templates"][0];
    let ways = json!([[{ "from_min": 180, "length_min": 60 }], [{ "from_min": 240, "length_min": 60 }]]);
    assert_eq!((template["name"].as_str(), &template["ways"]), (Some("day"), &ways));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_break_is_moved_to_where_it_may_lie_and_nowhere_else() {
    let planned = planned().await;
    let roster = planned.roster().await;
    planned.put(roster, &[(&planned.kim, 1, Some("day"))]).await;
    let breaks = async || planned.shifts(&planned.kim).await["days"][1]["shift"]["breaks"][0]["from_min"].clone();
    for start in [240, 180] {
        // Only told, nothing is changed.
        let before = breaks().await;
        let (status, told) = change(&planned, roster, true, json!({ "shift": "day", "breaks": [start] })).await;
        assert_eq!((status, breaks().await), (StatusCode::OK, before), "{told}");
        let (status, done) = change(&planned, roster, false, json!({ "shift": "day", "breaks": [start] })).await;
        assert_eq!((status, breaks().await), (StatusCode::OK, json!(start)), "{done}");
    }
    // The trace says which break it was; nine and three hours are twelve.
    let path = format!("/api/plan/rosters/{roster}/changes");
    let (_, history) = planned.world.call(&planned.planner, "GET", &path, None).await;
    let newest = &history["changes"][0];
    assert_eq!(
        (newest["before"].as_str(), newest["after"].as_str()),
        (Some("day 13:00"), Some("day 12:00")),
        "{history}"
    );

    let elsewhere = [
        json!({ "shift": "day", "breaks": [200] }),
        json!({ "shift": "day", "breaks": [] }),
        json!({ "shift": "day", "breaks": [180, 240] }),
        json!({ "shift": "late", "breaks": [240] }),
        json!({ "shift": null, "breaks": [180] }),
    ];
    for place in elsewhere {
        let (status, refused) = change(&planned, roster, false, place.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{place}: {refused}");
        assert!(refused["error"]["fields"]["breaks"].is_string(), "{place}: {refused}");
    }
    let (status, _) = change(&planned, roster, false, json!({ "shift": "day", "breaks": [-60] })).await;
    assert!(status.is_client_error());
    assert_eq!(breaks().await, json!(180));
}
