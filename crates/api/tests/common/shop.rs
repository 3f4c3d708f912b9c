//! A system of the company's own on this machine, which answers as it is told to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// How it answers.
#[derive(Debug, Clone)]
pub enum Answers {
    Json(Value),
    /// 200 with this.
    Text(&'static str),
    Status(u16),
    /// Two answers to one question, the second with other words.
    Twice(Value),
    /// It keeps the line and answers at `release`.
    Held(Value),
    /// It keeps the line and says nothing.
    Never,
    /// It hangs up.
    Closed,
}

impl Answers {
    pub fn json(value: Value) -> Answers {
        Answers::Json(value)
    }
}

/// What was asked of it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Such as `GET /orders/1`.
    pub line: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Asked {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Default)]
struct Counter {
    answers: BTreeMap<String, Answers>,
    calls: Vec<Asked>,
    unanswered: Vec<TcpStream>,
    held: Vec<(TcpStream, Value)>,
}

pub struct Shop {
    port: u16,
    counter: Arc<Mutex<Counter>>,
}

impl Shop {
    pub fn open() -> Shop {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let counter = Arc::<Mutex<Counter>>::default();
        let behind = Arc::clone(&counter);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &behind);
            }
        });
        Shop { port, counter }
    }

    /// From now on, to `GET /orders/1`, whatever the query.
    pub fn answers(&self, line: &str, answer: Answers) {
        self.counter.lock().unwrap().answers.insert(line.to_owned(), answer);
    }

    /// Whoever is held gets the answer now.
    pub fn release(&self) {
        for (mut stream, value) in self.counter.lock().unwrap().held.drain(..) {
            tell(&mut stream, 200, &value.to_string());
        }
    }

    pub fn calls(&self) -> Vec<Asked> {
        self.counter.lock().unwrap().calls.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A lookup, a cancellation with its way back, and a refund under a limit, for a reason.
    pub fn procedures(&self, reason: u32) -> Value {
        let words = |ko: &str, en: &str| json!({"ko": ko, "en": en});
        let field = |key: &str, name: Value, kind: &str| json!({"key": key, "name": name, "kind": kind, "most": null, "bot_most": null, "choices": []});
        let order = json!({"field": field("order", words("주문 번호", "Order"), "text"), "from": "order"});
        let phone = json!({"field": field("phone", words("전화", "Phone"), "text"), "from": "customer_phone"});
        let mut why = json!({"field": field("why", words("사유", "Why"), "text"), "from": "asked"});
        why["field"]["most"] = json!(100);
        let mut status = field("status", words("상태", "Status"), "choice");
        status["choices"] = json!([
            {"value": "shipped", "name": words("배송 중", "on its way")},
            {"value": "done", "name": words("배송 완료", "delivered")},
        ]);
        let mut refunded = json!({"field": field("amount", words("금액", "Amount"), "amount"), "from": "asked"});
        (refunded["field"]["most"], refunded["field"]["bot_most"]) = (json!(50_000), json!(10_000));
        let mut amount = field("amount", words("금액", "Amount"), "amount");
        amount["bot_most"] = json!(30_000);
        let step = |name: Value, method: &str, path: &str, takes: Value, body: Value| {
            json!({"name": name, "method": method, "url": self.url(path), "body": body, "takes": takes, "time_ms": 3000,
                   "headers": [{"name": "authorization", "value": "Bearer {secret}", "secret": "shop"}]})
        };
        let parcel = json!({"field": field("parcel", words("운송장", "Parcel"), "text"), "at": "/order/parcel"});
        let cancelled =
            json!({"field": field("cancelled", words("취소됨", "Cancelled"), "yes_no"), "at": "/cancelled"});
        let cancel = json!({"reason": "{why}", "amount": "{amount}", "by": "maru"});
        let empty = words("", "");
        json!({
            "hosts": ["127.0.0.1"],
            "list": [
                {"id": 1, "name": words("주문 상태 조회", "Where the order is"), "kind": "lookup", "reasons": [reason],
                 "run_by": ["bot", "agent"], "asks": ["주문한 거 어디쯤 왔나요", "배송 언제 와요"], "inputs": [order, phone],
                 "steps": [step(words("주문 조회", "Read the order"), "GET", "/orders/{order}?phone={phone}",
                                json!([{"field": status, "at": "/order/status"}, parcel]), Value::Null)],
                 "confirm": empty, "undo": null,
                 "answer": words("주문 {order}은 지금 {status}이에요. 운송장은 {parcel}이에요.",
                                 "Order {order} is {status}, parcel {parcel}.")},
                {"id": 2, "name": words("주문 취소", "Cancel the order"), "kind": "action", "reasons": [reason],
                 "run_by": ["bot", "agent"], "asks": ["주문 취소해 주세요"], "inputs": [order, why],
                 "steps": [step(words("주문 조회", "Read the order"), "GET", "/orders/{order}",
                                json!([{"field": amount, "at": "/order/amount"}]), Value::Null),
                           step(words("취소", "Cancel"), "POST", "/orders/{order}/cancel", json!([cancelled]), cancel)],
                 "confirm": words("주문 {order}({amount})을 취소할까요?", "Cancel order {order} ({amount})?"),
                 "answer": words("주문 {order}을 취소했어요.", "Order {order} is cancelled."),
                 "undo": {"procedure": 3, "within_min": 30}},
                {"id": 3, "name": words("취소 되돌리기", "Take the cancellation back"), "kind": "action", "reasons": [],
                 "run_by": [], "asks": [], "inputs": [order],
                 "steps": [step(words("되돌리기", "Take back"), "DELETE", "/orders/{order}/cancel", json!([]), Value::Null)],
                 "confirm": words("주문 {order}의 취소를 되돌릴까요?", "Take the cancellation of {order} back?"),
                 "answer": words("주문 {order}을 되살렸어요.", "Order {order} is back."), "undo": null},
                {"id": 4, "name": words("부분 환불", "Refund a part"), "kind": "action", "reasons": [reason],
                 "run_by": ["bot", "agent"], "asks": ["일부만 환불해 주세요"], "inputs": [order, refunded],
                 "steps": [step(words("환불", "Refund"), "POST", "/orders/{order}/refunds", json!([]), json!({"amount": "{amount}"}))],
                 "confirm": words("주문 {order}에서 {amount}을 환불할까요?", "Refund {amount} of order {order}?"),
                 "answer": words("{amount}을 환불했어요.", "{amount} is refunded."), "undo": null},
                {"id": 5, "name": words("배송지 변경", "Change the address"), "kind": "action", "reasons": [reason],
                 "run_by": ["bot", "agent"], "asks": ["배송지 바꿔 주세요"],
                 "inputs": [order, {"field": field("to", words("새 배송지", "New address"), "address"), "from": "asked"}],
                 "steps": [step(words("배송지 변경", "Change the address"), "PUT", "/orders/{order}/address",
                                json!([{"field": field("saved", words("저장된 값", "Saved"), "text"), "at": "/saved"}]), json!({"to": "{to}"}))],
                 "confirm": words("주문 {order}의 배송지를 {to}(으)로 바꿀까요?", "Send order {order} to {to}?"),
                 "answer": words("배송지를 {to}(으)로 바꿨어요.", "It goes to {to}."), "undo": null},
            ],
        })
    }
}

fn serve(mut stream: TcpStream, counter: &Mutex<Counter>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    if reader.read_line(&mut first).unwrap_or_default() == 0 {
        return;
    }
    let (mut headers, mut line) = (BTreeMap::new(), String::new());
    while reader.read_line(&mut line).unwrap() > 2 {
        if let Some((name, value)) = line.split_once(": ") {
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
        line.clear();
    }
    let length = headers.get("content-length").and_then(|length: &String| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let line = first.rsplit_once(' ').unwrap().0.to_owned();
    let mut counter = counter.lock().unwrap();
    let answer = counter.answers.get(line.split('?').next().unwrap()).cloned();
    counter.calls.push(Asked { line, headers, body: String::from_utf8(body).unwrap() });
    let mut say = |status: u16, body: &str| tell(&mut stream, status, body);
    match answer {
        Some(Answers::Json(value)) => say(200, &value.to_string()),
        Some(Answers::Text(text)) => say(200, text),
        Some(Answers::Status(204)) => write!(stream, "HTTP/1.1 204 Said\r\n\r\n").unwrap_or_default(),
        Some(Answers::Status(status)) => say(status, ""),
        Some(Answers::Twice(value)) => {
            say(200, &value.to_string());
            say(500, "{\"order\": {\"status\": \"done\", \"parcel\": \"the second\"}}");
        }
        Some(Answers::Held(value)) => counter.held.push((stream, value)),
        Some(Answers::Never) => counter.unanswered.push(stream),
        Some(Answers::Closed) => {}
        None => say(404, ""),
    }
}

fn tell(stream: &mut TcpStream, status: u16, body: &str) {
    write!(stream, "HTTP/1.1 {status} Said\r\ncontent-length: {}\r\n\r\n{body}", body.len()).unwrap_or_default();
}
