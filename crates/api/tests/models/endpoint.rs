//! The scripted endpoint, and what it may be made to do.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::common::{Seat, World};

/// How long a model that answers may take, in ms: long, so that a busy machine makes none of them slow.
pub const LIMIT_MS: u64 = 10_000;
/// The same for one that does not answer, and how long all of asking may take then.
pub const SHORT_MS: u64 = 200;
pub const PATIENCE_MS: u128 = 8_000;
pub const KEY: &str = "sk-very-secret";

pub struct Got {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
}

/// An endpoint that does the same with everybody who comes: its base url, and what it got.
pub fn endpoint(act: impl Fn(TcpStream) + Send + 'static) -> (String, Receiver<Got>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://127.0.0.1:{}/v1", listener.local_addr().unwrap().port());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut path, mut line) = (String::new(), String::new());
            reader.read_line(&mut path).unwrap();
            let mut headers = BTreeMap::new();
            while reader.read_line(&mut line).unwrap() > 2 {
                if let Some((name, value)) = line.split_once(": ") {
                    headers.insert(name.to_lowercase(), value.trim().to_owned());
                }
                line.clear();
            }
            let mut body = vec![0; headers["content-length"].parse().unwrap()];
            reader.read_exact(&mut body).unwrap();
            let body = serde_json::from_slice(&body).unwrap();
            if tell.send(Got { path, headers, body }).is_err() {
                return;
            }
            act(stream);
        }
    });
    (url, told)
}

pub fn says(mut stream: TcpStream, status: &str, kind: &str, body: &str) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).unwrap_or_default();
}

pub fn completion(content: &str) -> String {
    let choice = json!({"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}});
    json!({"id": "x", "object": "chat.completion", "choices": [choice], "usage": {"total_tokens": 900_000}}).to_string()
}

pub fn sentences(sentences: &Value) -> String {
    completion(&json!({"sentences": sentences}).to_string())
}

/// Sets the model of a task; `more` overwrites what is usual.
pub async fn set(world: &World, admin: &Seat, task: &str, url: &str, more: Value) -> (StatusCode, Value) {
    let mut body = json!({"base_url": url, "name": "small-model", "key": KEY, "limit_ms": LIMIT_MS,
        "calls_day": 1_000, "tokens_day": 100_000_000});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.call(admin, "PUT", &format!("/api/setup/models/{task}"), Some(body)).await
}

/// What is known of a task.
pub async fn task(world: &World, admin: &Seat, task: &str) -> Value {
    let models = world.call(admin, "GET", "/api/setup/models", None).await.1;
    models["tasks"].as_array().unwrap().iter().find(|found| found["task"] == task).unwrap().clone()
}
