//! What customers in line are told.

use serde_json::json;

use crate::common::browser::Browser;
use crate::common::{REFUNDS, World, nothing};

#[tokio::test(flavor = "multi_thread")]
async fn each_place_in_line_waits_longer() {
    let world = World::new();
    let running = world.centre(1).await;
    let agent = world.agent(&running, 1).await;
    // As many as she takes at once, and three more.
    for _ in 0..3 {
        let mut busy = Browser::new(&world, 1);
        let id = busy.open(REFUNDS).await;
        busy.post("/contact/person", json!({})).await;
        let offer = world.offer(1, id).expect("offered");
        world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    }
    let mut highs = Vec::new();
    for place in 0..3 {
        let mut waiting = Browser::new(&world, 1);
        waiting.open(REFUNDS).await;
        let contact = waiting.post("/contact/person", json!({})).await;
        let range = &contact["wait"]["range"];
        assert_eq!((&range["ahead"], &range["staffed"]), (&json!(place), &json!(1)), "{contact}");
        let (low, high) = (range["low_ms"].as_i64().unwrap(), range["high_ms"].as_i64().unwrap());
        assert!(0 < low && low < high, "{range}");
        highs.push(high);
    }
    assert!(highs.is_sorted_by(|one, next| one < next), "{highs:?}");
}
