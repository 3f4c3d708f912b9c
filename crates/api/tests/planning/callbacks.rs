//! Callback slots have the places that forecast and roster can keep.

use axum::http::StatusCode;
use jiff::ToSpan;
use serde_json::json;

use crate::common::planning::{history, import, planned, today};
use crate::common::{REFUNDS, Seat, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_slot_has_the_places_that_forecast_and_roster_can_keep() {
    let planned = planned().await;
    // One contact every half hour: one person is needed, two are there.
    let (status, _) = import(&planned.world, &planned.planner, history(&REFUNDS.to_string(), 1)).await;
    assert_eq!(status, StatusCode::OK);
    planned.world.call(&planned.planner, "POST", "/api/plan/forecasts", Some(json!({ "days": 14 }))).await;
    let roster = planned.roster().await;
    let (kim, lee) = (&planned.kim, &planned.lee);
    let places = || places(&planned.world, 1, 9..18);
    planned.put(roster, &[(kim, 0, None), (lee, 0, None)]).await;
    assert!(!places().is_empty() && places().iter().all(|places| *places == 0), "nobody is there: {:?}", places());
    planned.put(roster, &[(kim, 0, Some("day")), (lee, 0, Some("day"))]).await;
    // With shrinkage 1.09 of the two are needed: 0.91 for half an hour are five calls of five minutes, of which half are promised.
    // At the meals nobody is to spare.
    assert!(places().contains(&2) && places().contains(&0), "{:?}", places());
    assert!(places().iter().all(|places| *places <= 2), "{:?}", places());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_works_through_midnight_keeps_callbacks_of_the_morning() {
    let planned = planned().await;
    let roster = planned.roster().await;
    let off: Vec<(&Seat, i64, Option<&str>)> =
        (0..7).flat_map(|day| [(&planned.kim, day, None), (&planned.lee, day, None)]).collect();
    planned.put(roster, &off).await;
    let nights = r#"UPDATE roster SET problem = json_set(problem, '$.shifts', json((SELECT json_group_array(json_set(value,
                  '$.start', '19:00', '$.length_min', 540, '$.breaks',
                  json('[{ "length_min": 60, "paid": false, "at_min": [240] }]'))) FROM json_each(problem, '$.shifts'))))"#;
    planned.world.store.write::<_, store::Error>(|tx| Ok(tx.execute(nights, [])?)).unwrap();
    assert!(places(&planned.world, 2, 0..6).iter().all(|places| *places == 0), "nobody is there");
    planned.put(roster, &[(&planned.kim, 0, Some("day"))]).await;
    let morning = places(&planned.world, 2, 0..6);
    assert!(
        morning[..8].iter().all(|places| *places > 0) && morning[8..].iter().all(|places| *places == 0),
        "{morning:?}"
    );
}

/// Places of the slots between two hours, so many days from now on.
fn places(world: &World, ahead: i64, hours: std::ops::Range<i8>) -> Vec<u32> {
    let zone = jiff::tz::TimeZone::get("Asia/Seoul").unwrap();
    let day = today().checked_add(ahead.days()).unwrap();
    let [from, to] =
        [hours.start, hours.end].map(|hour| zone.to_timestamp(day.at(hour, 0, 0, 0)).unwrap().as_millisecond());
    let sql = "SELECT places FROM callback_places
               WHERE centre = 1 AND starts_at >= ?1 AND starts_at < ?2 ORDER BY starts_at";
    let read = |view: &rusqlite::Connection| {
        let mut select = view.prepare(sql)?;
        let rows = select.query_map([from, to], |row| row.get(0))?;
        Ok::<_, store::Error>(rows.collect::<rusqlite::Result<_>>()?)
    };
    world.store.read(read).unwrap()
}
