//! Sockets that send garbage, too much, or nothing.

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::answer;
use crate::common::browser::Browser;
use crate::common::socket::{Socket, greet, serve, visit};
use crate::common::{REFUNDS, World, nothing};

async fn is_closed(socket: &mut Socket, what: &str) {
    assert!(socket.next("contact").await.is_none(), "{what}");
}

#[tokio::test]
async fn a_socket_that_says_nothing_good_is_closed_alone() {
    let world = World::new();
    let running = world.centre(1).await;
    let address = serve(&world).await;
    let agent = world.agent(&running, 1).await;
    let mut mina = Browser::new(&world, 1);
    let id = mina.open(REFUNDS).await;
    let token = mina.token.clone().unwrap();
    let (mut calm, _) = greet(address, 1, &token, None).await;
    let silent = visit(address, 1).await;

    let hello = json!({"type": "hello", "visitor": token, "after": null}).to_string();
    let text = |bytes: &[u8]| Message::Frame(Frame::message(bytes.to_vec(), OpCode::Data(Data::Text), true));
    let garbage = || {
        [
            ("nonsense", Message::text("nonsense")),
            ("not UTF-8", text(b"{\"type\":\"\xFF\"}")),
            ("binary", Message::binary(hello.clone().into_bytes())),
            ("huge", Message::text(format!("{{\"type\":\"typing\",\"typing\":true}}{}", " ".repeat(5_000)))),
            ("ten megabytes", Message::text("x".repeat(10 << 20))),
            ("unknown field", Message::text("{\"type\":\"beat\",\"more\":1}")),
            ("unknown word", Message::text("{\"type\":\"sudo\"}")),
            ("deep", Message::text(format!("{}{}", "[".repeat(1_000), "]".repeat(1_000)))),
            ("empty", Message::text("")),
        ]
    };
    for (what, message) in garbage() {
        let mut before = visit(address, 1).await;
        // The server may have closed before all of it was sent.
        let _cut = before.0.send(message.clone()).await.is_err();
        is_closed(&mut before, what).await;
        let (mut after, _) = greet(address, 1, &token, None).await;
        let _cut = after.0.send(message).await.is_err();
        is_closed(&mut after, what).await;
    }
    for early in ["{\"type\":\"beat\"}", "{\"type\":\"typing\",\"typing\":true}"] {
        let mut rude = visit(address, 1).await;
        rude.0.send(Message::text(early)).await.unwrap();
        is_closed(&mut rude, "who does not say hello first").await;
    }
    let (mut flood, _) = greet(address, 1, &token, None).await;
    for _ in 0..1_000 {
        if flood.0.send(Message::text("{\"type\":\"typing\",\"typing\":true}")).await.is_err() {
            break;
        }
    }
    is_closed(&mut flood, "a flood").await;

    let offer = {
        mina.post("/contact/person", json!({})).await;
        world.offer(1, id).unwrap()
    };
    world.call(&agent, "POST", &format!("/api/offers/{offer}/accept"), nothing()).await;
    calm.find("contact", |told| told["contact"]["state"] == "with_person").await.expect("nobody else noticed");
    mina.say("저는 괜찮아요").await;
    assert_eq!(calm.next("message").await.unwrap()["message"]["body"], "저는 괜찮아요");
    drop(silent);
}

#[tokio::test]
async fn what_is_no_websocket_is_refused_in_words() {
    let world = World::new();
    world.centre(1).await;
    let mut request = Browser::new(&world, 1).request("GET", "/live", None);
    let (status, refusal) = answer(&world, request).await;
    assert_eq!((status, &refusal["error"]["code"]), (400, &json!("bad_request")));
    request = Browser::new(&world, 9).request("GET", "/live", None);
    assert_eq!(answer(&world, request).await.0, 404);
}

#[tokio::test]
async fn a_customer_has_five_sockets_and_the_sixth_closes_alone() {
    let world = World::new();
    world.centre(1).await;
    let address = serve(&world).await;
    let mut mina = Browser::new(&world, 1);
    mina.open(REFUNDS).await;
    let token = mina.token.clone().unwrap();
    let mut open = Vec::new();
    for _ in 0..5 {
        open.push(greet(address, 1, &token, None).await.0);
    }
    let mut sixth = visit(address, 1).await;
    sixth.say(json!({"type": "hello", "visitor": token, "after": null})).await;
    assert!(sixth.next("hello").await.is_none());
    let mut other = Browser::returning(&world, 1, false);
    other.open(REFUNDS).await;
    greet(address, 1, other.token.as_ref().unwrap(), None).await;
    mina.say("모두에게").await;
    for socket in &mut open {
        assert_eq!(socket.next("message").await.unwrap()["message"]["body"], "모두에게");
    }
}
