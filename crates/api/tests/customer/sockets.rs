//! Whom a customer's socket belongs to, and for how long.

use std::time::Duration;

use serde_json::{Value, json};

use crate::common::browser::{Browser, site_token};
use crate::common::socket::{Socket, connect, greet, serve};
use crate::common::{self, REFUNDS, World, nothing};

/// The socket closes, and soon.
async fn is_cut(mut socket: Socket, why: &str) {
    let closed = tokio::time::timeout(Duration::from_secs(1), socket.next("nothing")).await;
    assert!(closed.expect("within a second").is_none(), "{why}");
}

#[tokio::test]
async fn a_socket_ends_within_a_second_of_its_token() {
    let world = World::new();
    world.centre(1).await;
    let address = serve(&world).await;
    let mut mina = Browser::returning(&world, 1, true);
    mina.open(REFUNDS).await;
    let token = mina.token.clone().unwrap();
    let mut other = Browser::new(&world, 1);
    other.open(REFUNDS).await;
    let (mut calm, _) = greet(address, 1, other.token.as_deref().unwrap(), None).await;

    let (leaving, _) = greet(address, 1, &token, None).await;
    let phone = Browser::of(&world, 1, customer_of(&world, &mut mina).await, true);
    let (phones, _) = greet(address, 1, phone.token.as_deref().unwrap(), None).await;
    mina.post("/sign-out", json!({})).await;
    is_cut(leaving, "signed out").await;
    is_cut(phones, "signed out everywhere").await;
    assert_eq!(mina.refused("GET", "/contact", None).await, (404, "not_found".into()));

    // A stranger turns out to be somebody: her stranger's token ends.
    let mut stranger = Browser::new(&world, 1);
    stranger.open(REFUNDS).await;
    let (strangers, _) = greet(address, 1, stranger.token.as_deref().unwrap(), None).await;
    stranger.post("/identify", json!({"token": site_token("A-9", "박서준")})).await;
    is_cut(strangers, "merged").await;
    greet(address, 1, stranger.token.as_deref().unwrap(), None).await;

    // A token that runs out.
    let brief = Browser::returning(&world, 1, false);
    let sql = "UPDATE customer_link SET expires_at = ?1 WHERE customer = (SELECT max(customer) FROM customer_link)";
    let soon = common::now().0 + 300;
    world.store.write::<_, store::Error>(|tx| Ok(tx.execute(sql, [soon]).map(drop)?)).unwrap();
    let (ending, _) = greet(address, 1, brief.token.as_deref().unwrap(), None).await;
    is_cut(ending, "ran out").await;

    other.say("저는 계속해요").await;
    assert_eq!(calm.next("message").await.unwrap()["message"]["body"], "저는 계속해요");
}

async fn customer_of(world: &World, browser: &mut Browser<'_>) -> u64 {
    let contact = browser.get("/contact").await["id"].as_u64().unwrap();
    let sql = "SELECT customer FROM contact WHERE contact = ?1";
    world.store.read::<_, store::Error>(|view| Ok(view.query_row(sql, [contact], |row| row.get(0))?)).unwrap()
}

#[tokio::test]
async fn what_she_types_belongs_to_the_contact_on_her_screen() {
    let world = World::new();
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::returning(&world, 1, true);
    // The page is open before there is a contact.
    let (mut page, hello) = greet(address, 1, mina.token.as_deref().unwrap(), None).await;
    assert_eq!(hello["contact"], Value::Null);
    let id = mina.open(REFUNDS).await;
    mina.post("/contact/person", json!({})).await;
    let offer = world.offer(1, id).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    page.find("contact", |told| told["contact"]["state"] == "with_person").await.unwrap();
    let mut desk = connect(address, &agent).await;
    desk.say(json!({"type": "open", "contact": id})).await;
    desk.next("here").await.unwrap();
    page.say(json!({"type": "typing", "typing": true})).await;
    let typing = desk.next("typing").await.unwrap();
    assert_eq!((&typing["contact"], &typing["agent"]), (&json!(id), &Value::Null));
}
