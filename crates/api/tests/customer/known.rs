//! A visitor who turns out to be somebody we know.

use routing::{ContactId, CustomerId};
use serde_json::json;

use crate::common::browser::{Browser, site_token};
use crate::common::{REFUNDS, World};

#[tokio::test]
async fn who_signs_in_halfway_goes_on_with_place_and_words() {
    let world = World::new();
    let running = world.centre(1).await;
    let mut guest = Browser::new(&world, 1);
    let contact = guest.open(REFUNDS).await;
    guest.post("/contact/person", json!({"channel": "chat"})).await;
    guest.say("환불이 아직이에요").await;
    let before = running.ask(move |engine, _| engine.contact(ContactId(contact)).cloned()).await.unwrap().unwrap();
    let stranger = guest.token.clone();
    assert_eq!(guest.refused("GET", "/page", None).await.0, 404, "a stranger has no page of her own");

    let known = guest.post("/identify", json!({"token": site_token("A-7", "김미나")})).await;
    assert_eq!(known["customer"]["name"], "김미나");
    assert_eq!(guest.get("/contact").await["id"], contact, "the same contact");
    assert_eq!(guest.lines().await, ["환불이 아직이에요"]);
    guest.get("/page").await;

    let after = running.ask(move |engine, _| engine.contact(ContactId(contact)).cloned()).await.unwrap().unwrap();
    assert!(after.known && !before.known);
    assert_ne!(after.customer, before.customer);
    assert_eq!(
        (after.since, after.rank, after.case),
        (before.since, before.rank, before.case),
        "place and matter stay"
    );
    let owner: u64 = world
        .store
        .read::<_, store::Error>(|view| {
            let sql = "SELECT customer FROM case_record WHERE centre = 1 AND case_id = ?1";
            Ok(view.query_row(sql, [after.case.0], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(CustomerId(owner), after.customer, "the matter is hers");

    // What the stranger's token showed was a stranger's; it must not show a customer's.
    let mut other = Browser::new(&world, 1);
    other.token = stranger;
    assert_eq!(other.refused("GET", "/contact", None).await.0, 404);
}

#[tokio::test]
async fn the_same_matter_from_two_devices_has_one_place_in_line() {
    let world = World::new();
    let running = world.centre(1).await;
    let mut first = Browser::known(&world, 1, "A-7", "김미나").await;
    let place = first.open(REFUNDS).await;
    first.post("/contact/person", json!({"channel": "chat"})).await;
    let mut second = Browser::new(&world, 1);
    second.open(REFUNDS).await;
    second.post("/contact/person", json!({"channel": "chat"})).await;
    second.say("휴대폰으로 다시 왔어요").await;
    let waiting = || running.ask(|engine, _| engine.waiting().map(|contact| contact.id.0).collect::<Vec<_>>());
    assert_eq!(waiting().await.unwrap().len(), 2);

    second.post("/identify", json!({"token": site_token("A-7", "김미나")})).await;
    assert_eq!(waiting().await.unwrap(), [place], "the older place is kept");
    assert_eq!(second.get("/contact").await["id"], place);
}
