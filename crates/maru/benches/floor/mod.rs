//! A floor of two hundred agents in the built program: they sit at open sockets, customers come at an even pace, and
//! every contact is accepted, ended and wrapped up.
#![allow(dead_code)]

#[path = "../../tests/common/mod.rs"]
pub mod common;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use common::{Caller, Home, SITE, Server};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

pub const AGENTS: usize = 200;
/// Enough for fifty wallboards at eight sockets an account.
pub const SUPERVISORS: usize = 7;
/// Agents whose desks may be open in a browser: they are asked first whenever they have room.
pub const FIRST: usize = 3;
/// How long an agent looks at an offer.
const LOOK: Duration = Duration::from_millis(250);
/// How long an agent stays with a customer.
const TALK: Duration = Duration::from_secs(3);
/// Hands that carry out what agents and customers do.
const HANDS: usize = 4;

const PASSWORD: &str = "correct horse battery staple";

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A server with everyone signed in.
pub struct Floor {
    pub home: Home,
    pub server: Server,
    pub agents: Vec<Caller>,
    pub supervisors: Vec<Caller>,
    pub runtime: Runtime,
}

impl Floor {
    pub fn open() -> Floor {
        let home = Home::new();
        let server = Server::spawn(home.command(&["demo", "--quiet"]), home.path("log"));
        let said = server.wait("Quiet");
        let link = said.iter().find(|line| line.contains("admin")).unwrap();
        let mut admin = home.caller(255);
        assert_eq!(admin.sign_in(link, None), 200);
        let seat = |number: usize, role: &str| {
            let level = if number < FIRST { 5 } else { 4 };
            let body = json!({
                "name": format!("사람 {number}"), "alias": format!("별 {number}"), "language": "ko",
                "email": format!("seat{number}@example.com"), "roles": [role], "client": null,
                "serves": (role == "agent").then(|| json!({
                    "capacity": 100, "auto_accept": false, "limits": [{ "channel": "chat", "most": 3 }]
                })),
                "skills": if role == "agent" { json!([{ "skill": 1, "level": level }, { "skill": 3, "level": 4 }]) } else { json!([]) },
            });
            let made = admin.done("/api/setup/people", &body);
            let mut caller = home.caller((number + 1) as u8);
            assert_eq!(caller.sign_in(made["link"]["url"].as_str().unwrap(), Some(PASSWORD)), 200);
            caller
        };
        let agents: Vec<Caller> = (0..AGENTS).map(|number| seat(number, "agent")).collect();
        let supervisors = (AGENTS..AGENTS + SUPERVISORS).map(|number| seat(number, "supervisor")).collect();
        // Begins anew, so that what two hundred passwords cost is no part of any figure. Sessions stay.
        server.stop();
        let server = home.demo();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Floor { home, server, agents, supervisors, runtime }
    }

    /// Opens a member of staff's socket and reads its hello.
    pub fn staff_socket(&self, seat: &Caller) -> Socket {
        self.socket("/api/live", seat)
    }

    /// Opens a customer's socket and reads its hello.
    pub fn customer_socket(&self, customer: &Caller) -> Socket {
        self.socket(&format!("{SITE}/live"), customer)
    }

    fn socket(&self, path: &str, who: &Caller) -> Socket {
        let port = self.home.port;
        let mut request = format!("ws://127.0.0.1:{port}{path}").into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("origin", format!("http://127.0.0.1:{port}").parse().unwrap());
        headers.insert("x-forwarded-for", who.place.parse().unwrap());
        if let Some(cookie) = &who.cookie {
            headers.insert("cookie", cookie.parse().unwrap());
        }
        self.runtime.block_on(async {
            let mut socket = connect_async(request).await.unwrap().0;
            if let Some(visitor) = &who.visitor {
                let hello = json!({ "type": "hello", "visitor": visitor, "after": null });
                socket.send(Message::text(hello.to_string())).await.unwrap();
            }
            let hello = socket.next().await.unwrap().unwrap();
            assert!(hello.to_text().unwrap().starts_with("{\"type\":\"hello\""), "{hello}");
            socket
        })
    }

    /// Keeps a socket read, and so alive, until the floor closes or the task is ended.
    pub fn keep(&self, mut socket: Socket) -> tokio::task::JoinHandle<()> {
        self.runtime.spawn(async move { while let Some(Ok(_)) = socket.next().await {} })
    }

    /// The agents sit down and customers begin to come.
    pub fn work(&self, contacts_per_s: u32) -> Work {
        let (offers, offered) = channel();
        for (number, agent) in self.agents.iter().enumerate() {
            agent.done("/api/me/presence", &json!({ "presence": "ready", "until": null }));
            let mut socket = self.staff_socket(agent);
            let offers = offers.clone();
            self.runtime.spawn(async move {
                while let Some(Ok(message)) = socket.next().await {
                    let seen = Instant::now();
                    let Ok(text) = message.to_text() else { continue };
                    if !text.starts_with("{\"type\":\"offer\",") {
                        continue;
                    }
                    let offer: Value = serde_json::from_str(text).unwrap();
                    let (id, contact) = (&offer["offer"]["id"], &offer["offer"]["contact"]["id"]);
                    let offer =
                        Offer { agent: number, id: id.as_u64().unwrap(), contact: contact.as_u64().unwrap(), seen };
                    if offers.send(offer).is_err() {
                        return;
                    }
                }
            });
        }
        Work::begin(self, contacts_per_s, offered)
    }

    /// Last row of the journal.
    pub fn rows(&self) -> u64 {
        self.home.caller(255).get("/api/health").unwrap().1["journal_seq"].as_u64().unwrap()
    }

    /// Processor time the server has used, in seconds.
    pub fn cpu_s(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.server.child.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
        // utime and stime, in hundredths of a second on Linux.
        (ticks(11) + ticks(12)) / 100.0
    }

    /// Resident memory of the server in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }
}

/// An offer as an agent's browser sees it.
struct Offer {
    agent: usize,
    id: u64,
    contact: u64,
    seen: Instant,
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Seen {
    /// From sending the request for a person to the offer on the agent's socket.
    pub offers: Vec<Duration>,
    /// From sending the request to its answer.
    pub answers: Vec<Duration>,
    /// When each contact's request was sent.
    pub asked: HashMap<u64, SystemTime>,
}

#[derive(Default)]
struct Books {
    asked: HashMap<u64, Instant>,
    seen: Seen,
}

/// Customers and agents at work.
pub struct Work {
    books: Arc<Mutex<Books>>,
    over: Arc<AtomicBool>,
    late: Arc<AtomicU64>,
    hands: Vec<JoinHandle<()>>,
}

impl Work {
    fn begin(floor: &Floor, contacts_per_s: u32, offered: Receiver<Offer>) -> Work {
        let (books, over) = (Arc::<Mutex<Books>>::default(), Arc::<AtomicBool>::default());
        let late = Arc::<AtomicU64>::default();
        let mut hands = Vec::new();
        // Each hand brings its share of the customers, evenly apart.
        let between = Duration::from_secs(1) / contacts_per_s;
        let start = Instant::now() + Duration::from_millis(100);
        for hand in 0..HANDS {
            let (books, over, late) = (Arc::clone(&books), Arc::clone(&over), Arc::clone(&late));
            let fresh = floor.home.caller(0);
            hands.push(std::thread::spawn(move || {
                let turns = (hand as u32..).step_by(HANDS).map(|turn| (turn, start + between * turn));
                for (turn, due) in turns.take_while(|_| !over.load(Ordering::Relaxed)) {
                    wait_until(due);
                    late.fetch_max(due.elapsed().as_micros() as u64, Ordering::Relaxed);
                    // Everybody comes from home: an address may open only so many contacts a minute.
                    let home = format!("10.1.{}.{}", turn / 250, turn % 250);
                    customer(fresh.clone().from(home), &books);
                }
            }));
        }
        let (act, acts) = channel();
        let acts = Arc::new(Mutex::new(acts));
        for _ in 0..HANDS {
            let (agents, acts) = (floor.agents.clone(), Arc::clone(&acts));
            hands.push(std::thread::spawn(move || serve(&agents, &acts)));
        }
        let (told, ended) = (Arc::clone(&books), Arc::clone(&over));
        hands.push(std::thread::spawn(move || listen(&offered, &told, &ended, &act)));
        Work { books, over, late, hands }
    }

    /// What was seen so far, and forgets it.
    pub fn take(&self) -> Seen {
        std::mem::take(&mut self.books.lock().unwrap().seen)
    }

    /// By how much the slowest customer came later than she should have.
    pub fn late(&self) -> Duration {
        Duration::from_micros(self.late.load(Ordering::Relaxed))
    }

    /// Everybody goes home.
    pub fn end(self) {
        self.over.store(true, Ordering::Relaxed);
        for hand in self.hands {
            hand.join().unwrap();
        }
    }
}

fn wait_until(due: Instant) {
    while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        std::thread::park_timeout(left);
    }
}

/// A new customer opens a contact and asks for a person.
fn customer(mut caller: Caller, books: &Mutex<Books>) {
    let contact = caller.arrive().unwrap();
    let asked = Instant::now();
    let mut noted = books.lock().unwrap();
    noted.asked.insert(contact, asked);
    noted.seen.asked.insert(contact, SystemTime::now());
    drop(noted);
    caller.done(&format!("{SITE}/contact/person"), &json!({ "channel": null }));
    let answer = asked.elapsed();
    books.lock().unwrap().seen.answers.push(answer);
}

/// What an agent does, and when.
enum Act {
    Accept(usize, u64, Instant),
    End(usize, u64, Instant),
}

/// Notes what came over the sockets, and lets the agents act on it.
fn listen(offered: &Receiver<Offer>, books: &Mutex<Books>, over: &AtomicBool, act: &Sender<Act>) {
    while !over.load(Ordering::Relaxed) {
        let Ok(offer) = offered.recv_timeout(Duration::from_millis(200)) else { continue };
        let mut books = books.lock().unwrap();
        if let Some(asked) = books.asked.remove(&offer.contact) {
            books.seen.offers.push(offer.seen - asked);
        }
        drop(books);
        let now = Instant::now();
        act.send(Act::Accept(offer.agent, offer.id, now + LOOK)).unwrap();
        act.send(Act::End(offer.agent, offer.contact, now + LOOK + TALK)).unwrap();
    }
}

/// Carries out what agents do until nothing comes any more. Accepts and ends each wait in the order of their time.
fn serve(agents: &[Caller], acts: &Mutex<Receiver<Act>>) {
    let mut accepts: VecDeque<(usize, u64, Instant)> = VecDeque::new();
    let mut ends = VecDeque::new();
    let due =
        |waiting: &mut VecDeque<(usize, u64, Instant)>| waiting.pop_front_if(|(_, _, due)| *due <= Instant::now());
    loop {
        match acts.lock().unwrap().recv_timeout(Duration::from_millis(5)) {
            Ok(Act::Accept(agent, offer, due)) => accepts.push_back((agent, offer, due)),
            Ok(Act::End(agent, contact, due)) => ends.push_back((agent, contact, due)),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {}
        }
        while let Some((agent, offer, _)) = due(&mut accepts) {
            agents[agent].done(&format!("/api/offers/{offer}/accept"), &json!({}));
        }
        while let Some((agent, contact, _)) = due(&mut ends) {
            let act = |name: &str| format!("/api/contacts/{contact}/{name}");
            agents[agent].done(&act("end"), &json!({}));
            agents[agent].done(&act("wrap-up"), &json!({ "reason": null, "outcome": "solved", "summary": null }));
        }
    }
}

/// The value below which this share of all lies, in ms.
pub fn quantile(times: &mut [Duration], share: f64) -> f64 {
    times.sort_unstable();
    let at = ((times.len().saturating_sub(1)) as f64 * share).round() as usize;
    times.get(at).map_or(f64::NAN, |time| round(time.as_secs_f64() * 1_000.0))
}

/// To three places.
pub fn round(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}

pub fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

pub fn argument(name: &str, usual: u64) -> u64 {
    let mut args = std::env::args().skip_while(|arg| arg != name).skip(1);
    args.next().map_or(usual, |value| value.parse().unwrap())
}
