//! Sockets over a real connection.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{ORIGIN, Seat, World};

pub struct Socket(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

/// Serves the world on a port of this machine.
pub async fn serve(world: &World) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = world.router.clone().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    tokio::spawn(world.app.clone().watch());
    address
}

/// The socket of a desk.
pub async fn connect(address: SocketAddr, seat: &Seat) -> Socket {
    let mut request = format!("ws://{address}/api/live").into_client_request().unwrap();
    request.headers_mut().insert("origin", ORIGIN.parse().unwrap());
    request.headers_mut().insert("cookie", seat.cookie.parse().unwrap());
    Socket(connect_async(request).await.unwrap().0)
}

/// A customer's socket before it has said who it is.
pub async fn visit(address: SocketAddr, centre: u32) -> Socket {
    let mut request = format!("ws://{address}/api/c/shop{centre}/live").into_client_request().unwrap();
    request.headers_mut().insert("origin", ORIGIN.parse().unwrap());
    Socket(connect_async(request).await.unwrap().0)
}

/// A customer's socket, with the hello that answers hers. `after`: the last line already on screen.
pub async fn greet(address: SocketAddr, centre: u32, token: &str, after: Option<u64>) -> (Socket, Value) {
    let mut socket = visit(address, centre).await;
    socket.say(json!({"type": "hello", "visitor": token, "after": after})).await;
    let hello = socket.next("hello").await.unwrap();
    (socket, hello)
}

impl Socket {
    /// The next message of this kind; others are passed over. None: the socket closed.
    pub async fn next(&mut self, kind: &str) -> Option<Value> {
        self.find(kind, |_| true).await
    }

    /// The next message of this kind that is wanted.
    pub async fn find(&mut self, kind: &str, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        tokio::time::timeout(Duration::from_secs(10), self.look_for(kind, wanted)).await.expect(kind)
    }

    async fn look_for(&mut self, kind: &str, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => {
                    let message: Value = serde_json::from_str(text.as_str()).unwrap();
                    if message["type"] == kind && wanted(&message) {
                        return Some(message);
                    }
                }
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }

    /// Waits for this state; what came before it may still be on its way.
    pub async fn presence(&mut self, wanted: &str) -> Value {
        self.find("presence", |message| message["presence"]["presence"] == wanted).await.unwrap()["presence"].clone()
    }

    pub async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }
}
