//! What customers will experience with a roster.

use axum::http::StatusCode;
use serde_json::Value;

use crate::common::planning::{Planned, day, planned};

async fn played(planned: &Planned, roster: u64) -> Value {
    let path = format!("/api/plan/rosters/{roster}/played");
    let (status, played) = planned.world.call(&planned.planner, "GET", &path, None).await;
    assert_eq!(status, StatusCode::OK, "{played}");
    played
}

fn line(played: &Value, ahead: i64) -> Value {
    let lines = played["lines"].as_array().unwrap();
    lines.iter().find(|line| line["day"] == day(ahead)).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_played_with_who_is_at_work_and_again_when_it_changes() {
    let planned = planned().await;
    let roster = planned.roster().await;
    planned.put(roster, &[(&planned.kim, 2, Some("day")), (&planned.lee, 2, Some("day"))]).await;
    let both = played(&planned, roster).await;
    let (times, own) = (both["times"].as_u64().unwrap(), line(&both, 1 + 2));
    assert!((10..=100).contains(&times) && own["skill"].is_null(), "{both}");
    let figure = |of: &Value, name: &str| of[name].as_f64().unwrap();
    let [low, level, high] =
        ["service_level_low", "service_level", "service_level_high"].map(|name| figure(&own, name));
    assert!(0.0 <= low && low <= level && level <= high && high <= 1.0, "{own}");
    // Two people are too few, as the requirement says too: the promise is missed for most of the day.
    assert!(level < figure(&own, "promised") && !own["below"].as_array().unwrap().is_empty(), "{own}");
    // The same roster is not played again.
    assert_eq!(played(&planned, roster).await, both);

    planned.put(roster, &[(&planned.lee, 2, None)]).await;
    let alone = played(&planned, roster).await;
    assert!(alone["revision"].as_u64() > both["revision"].as_u64());
    let less = line(&alone, 1 + 2);
    assert!(
        figure(&less, "service_level") < level && figure(&less, "abandonment") > figure(&own, "abandonment"),
        "{less}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_reads_plans_sees_it() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let path = format!("/api/plan/rosters/{roster}/played");
    assert_eq!(planned.world.call(&planned.kim, "GET", &path, None).await.0, StatusCode::FORBIDDEN);
    let (status, _) = planned.world.call(&planned.planner, "GET", "/api/plan/rosters/9/played", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
