//! The staff socket, over a real connection.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]

use std::time::Duration;

use auth::Role;
use futures_util::SinkExt;
use routing::{AgentId, Input, Presence};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::common::socket::{connect, serve};
use crate::common::{self, World, nothing};

#[tokio::test]
async fn an_offer_is_shown_answered_and_gone() {
    let world = World::new();
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    let mut socket = connect(address, &agent).await;
    let hello = socket.next("hello").await.unwrap();
    assert_eq!(hello["presence"]["presence"], "ready");
    assert_eq!(hello["contacts"], json!([]));

    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = socket.next("offer").await.unwrap();
    assert_eq!(offer["offer"]["contact"]["id"], contact);
    assert_eq!(offer["offer"]["contact"]["customer"]["name"], "김*나");
    let id = offer["offer"]["id"].as_u64().unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{id}/accept"), nothing()).await;
    let row = socket.next("contact").await.unwrap();
    assert_eq!(row["contact"]["state"], "talking");
    assert_eq!(socket.next("offer_gone").await.unwrap()["offer"], id);

    // Another desk of the same person starts with the same picture.
    let mut second = connect(address, &agent).await;
    assert_eq!(second.next("hello").await.unwrap()["contacts"][0]["id"], contact);
    let line = json!({"kind": "text", "body": "네", "client_key": uuid::Uuid::now_v7()});
    world.call(&agent, "POST", &format!("/api/contacts/{contact}/messages"), Some(line)).await;
    assert_eq!(socket.next("message").await.unwrap()["message"]["body"], "네");
    assert_eq!(second.next("message").await.unwrap()["message"]["body"], "네");

    let act = |action: &str| format!("/api/contacts/{contact}/{action}");
    world.call(&agent, "POST", &act("end"), nothing()).await;
    world.call(&agent, "POST", &act("wrap-up"), Some(json!({"outcome": "solved"}))).await;
    assert_eq!(socket.next("contact_gone").await.unwrap()["contact"], contact);
}

#[tokio::test]
async fn colleagues_see_who_is_here_and_who_writes() {
    let world = World::new();
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    let supervisor = world.seat(1, &[Role::Supervisor]).await;
    let stranger = world.seat(1, &[Role::Agent]).await;
    let customer = world.customer(1, "김미나", "A-1");
    let contact = world.chat(&running, 1, customer).await;
    let offer = world.offer(1, contact).unwrap();
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;

    let mut desk = connect(address, &agent).await;
    let mut floor = connect(address, &supervisor).await;
    let mut other = connect(address, &stranger).await;
    for socket in [&mut desk, &mut floor, &mut other] {
        socket.next("hello").await.unwrap();
    }
    desk.say(json!({"type": "open", "contact": contact})).await;
    desk.next("here").await.unwrap();
    other.say(json!({"type": "open", "contact": contact})).await;
    floor.say(json!({"type": "open", "contact": contact})).await;
    let here = desk.next("here").await.unwrap();
    let faces: Vec<_> = here["here"].as_array().unwrap().iter().map(|face| face["agent"].as_u64().unwrap()).collect();
    assert_eq!(faces, [u64::from(agent.account), u64::from(supervisor.account)], "a stranger opens nothing");
    floor.say(json!({"type": "typing", "contact": contact, "typing": true})).await;
    let typing = desk.next("typing").await.unwrap();
    assert_eq!((typing["agent"].as_u64(), typing["typing"].as_bool()), (Some(supervisor.account.into()), Some(true)));
    let (_, row) = world.call(&agent, "GET", &format!("/api/contacts/{contact}"), None).await;
    assert_eq!(row["row"]["here"][1]["typing"], true);

    let whisper = json!({"kind": "whisper", "body": "천천히", "client_key": uuid::Uuid::now_v7()});
    world.call(&supervisor, "POST", &format!("/api/contacts/{contact}/messages"), Some(whisper)).await;
    assert_eq!(desk.next("whisper").await.unwrap()["message"]["body"], "천천히");

    drop(floor);
    let left = desk.next("here").await.unwrap();
    assert_eq!(left["here"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_socket_ends_within_a_second_of_its_session() {
    let world = World::new();
    world.centre(1).await;
    let address = serve(&world).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    let mut socket = connect(address, &seat).await;
    socket.next("hello").await.unwrap();
    let by = auth::people::By { account: None, at: common::now(), why: "left" };
    world.store.write::<_, auth::Error>(|tx| auth::people::disable(tx, 1, seat.account, by)).unwrap();
    world.app.auth().rights_changed();
    let ended = async {
        assert!(socket.next("signed_out").await.is_some());
        assert!(socket.next("nothing").await.is_none(), "it is closed");
    };
    tokio::time::timeout(Duration::from_secs(1), ended).await.expect("within a second");
}

#[tokio::test]
async fn garbage_closes_its_own_socket_alone() {
    let world = World::new();
    world.centre(1).await;
    let address = serve(&world).await;
    let seat = world.seat(1, &[Role::Agent]).await;
    let mut calm = connect(address, &seat).await;
    calm.next("hello").await.unwrap();
    let long = format!("{{\"type\":\"open\",\"contact\":{}}}", "1".repeat(5000));
    for garbage in [
        Message::text("nonsense"),
        Message::text("{\"type\":\"beat\",\"more\":1}"),
        Message::text("{\"type\":\"sudo\"}"),
        Message::text(long),
        Message::binary(vec![0; 10]),
    ] {
        let mut socket = connect(address, &seat).await;
        socket.next("hello").await.unwrap();
        socket.0.send(garbage.clone()).await.unwrap();
        assert!(socket.next("nothing").await.is_none(), "{garbage:?}");
    }
    let mut flood = connect(address, &seat).await;
    for _ in 0..1_000 {
        if flood.0.send(Message::text("{\"type\":\"beat\"}")).await.is_err() {
            break;
        }
    }
    assert!(flood.next("nothing").await.is_none());
    calm.say(json!({"type": "beat"})).await;
    world.call(&seat, "PATCH", "/api/me/settings", Some(json!({"notify": true}))).await;
    assert_eq!(world.app.sockets(), 1);
}

#[tokio::test]
async fn an_account_hears_its_own_state() {
    let world = World::new();
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    let mut socket = connect(address, &agent).await;
    socket.next("hello").await.unwrap();
    let (status, view) = world.call(&agent, "POST", "/api/me/presence", Some(json!({"presence": "break"}))).await;
    assert_eq!((status.as_u16(), view["presence"].as_str()), (200, Some("break")), "{view}");
    socket.presence("break").await;
    let by =
        Input::Presence { agent: AgentId(agent.account), presence: Presence::Ready, until: None, by: Some(AgentId(1)) };
    common::say(&running, by).await;
    assert_eq!(socket.presence("ready").await["cause"], "supervisor");
    for refused in ["rest", "away", "sleeping"] {
        let body = json!({"presence": refused});
        assert_eq!(world.call(&agent, "POST", "/api/me/presence", Some(body)).await.0.as_u16(), 422, "{refused}");
    }
}
