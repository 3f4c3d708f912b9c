//! Hand-written lives of contacts: events as the journal has them, and a database to project them into.

use routing::{Event, Time};
use rusqlite::types::Value as Sql;
use serde_json::{Value, json};
use store::{Error, Store, projection};

pub const CENTRE: u32 = 1;
/// Two people and a bot.
pub const HANA: u32 = 1;
pub const DUL: u32 = 2;
pub const BOT: u32 = 9;

/// A journal row: position, time, events.
pub type Row = (u64, Time, Vec<Event>);

/// A store that projects rows as they come, and remembers them.
pub struct World {
    pub store: Store,
    pub rows: Vec<Row>,
    _dir: tempfile::TempDir,
}

impl World {
    /// Two people and a bot, ready since 0.
    pub fn new() -> World {
        let dir = tempfile::tempdir().unwrap();
        let mut world = World { store: Store::open(dir.path()).unwrap(), rows: Vec::new(), _dir: dir };
        for (agent, kind) in [(HANA, "person"), (DUL, "person"), (BOT, "bot")] {
            let profile = json!({
                "agent": agent, "kind": kind, "skills": {}, "capacity": 100, "limits": {},
                "auto_accept": false, "short_rest": false, "predicted": {},
            });
            world.row(
                0,
                [
                    json!({ "agent_set": { "profile": profile } }),
                    json!({ "device_changed": { "agent": agent, "alive": true } }),
                    presence(agent, "ready", None, json!({ "cause": "own" })),
                ],
            );
        }
        world
    }

    /// Appends and projects one journal row.
    pub fn row(&mut self, at: i64, events: impl IntoIterator<Item = Value>) {
        let seq = self.rows.len() as u64 + 1;
        let events: Vec<Event> = events.into_iter().map(event).collect();
        self.project(seq, Time(at), &events);
        self.rows.push((seq, Time(at), events));
    }

    pub fn project(&self, seq: u64, at: Time, events: &[Event]) {
        self.store.write::<_, Error>(|tx| projection::project(tx, CENTRE, seq, at, events)).unwrap();
    }

    /// One row, as JSON; null when there is none.
    pub fn one(&self, sql: &str) -> Value {
        self.all(sql).into_iter().next().unwrap_or(Value::Null)
    }

    /// Rows as JSON: an object each, or the bare value when there is one column.
    pub fn all(&self, sql: &str) -> Vec<Value> {
        self.store
            .read::<_, Error>(|view| {
                let mut statement = view.prepare(sql)?;
                let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
                let rows = statement.query_map([], |row| {
                    let mut cells =
                        names.iter().enumerate().map(|(at, name)| (name.clone(), cell(row.get(at).unwrap())));
                    if names.len() == 1 {
                        return Ok(cells.next().unwrap().1);
                    }
                    Ok(Value::Object(cells.collect()))
                })?;
                Ok(rows.map(Result::unwrap).collect())
            })
            .unwrap()
    }

    /// Every projected row of every table.
    pub fn dump(&self) -> Vec<(String, Vec<Value>)> {
        let table = |name: &&str| {
            let mut rows = self.all(&format!("SELECT * FROM {name}"));
            rows.sort_by_key(Value::to_string);
            ((*name).to_owned(), rows)
        };
        projection::TABLES.iter().map(table).collect()
    }

    // Pieces of a life.

    pub fn arrive(&mut self, at: i64, contact: u64, case: u64) {
        self.row(at, [arrived(contact, case, "chat")]);
    }

    /// Joins the line for a person.
    pub fn queue(&mut self, at: i64, contact: u64, cause: &str) {
        self.row(at, [queued(contact, None, cause)]);
    }

    /// Offered and accepted a second later.
    pub fn connect(&mut self, at: i64, contact: u64, agent: u32) {
        let offer = 1_000 + self.rows.len() as u64;
        self.row(at - 1_000, [offered(offer, contact, agent, at + 19_000)]);
        self.row(at, [json!({ "connected": { "contact": contact, "agent": agent, "offer": offer } })]);
    }

    /// The conversation ends, and a second later the wrap-up closes it.
    pub fn finish(&mut self, at: i64, contact: u64, agent: u32, outcome: &str) {
        self.row(at - 1_000, [json!({ "ended": { "contact": contact, "agent": agent, "by": "customer" } })]);
        self.row(
            at,
            [
                json!({ "wrapped_up": { "contact": contact, "agent": agent, "reason": 30, "outcome": outcome } }),
                json!({ "closed": { "contact": contact, "how": { "how": "wrapped", "outcome": outcome } } }),
            ],
        );
    }
}

pub fn event(json: Value) -> Event {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

pub fn arrived(contact: u64, case: u64, channel: &str) -> Value {
    json!({ "arrived": {
        "arrival": {
            "contact": contact, "customer": 70, "case": case, "channel": channel, "known": true, "reason": 20,
            "extra": [], "preferred": null, "never": [],
            "effort": { "transfers": 0, "repeats": 0, "broken_promises": 0, "waited_ms": 0 }, "since": null,
        },
        "credit_ms": 0,
    } })
}

pub fn queued(contact: u64, bot: Option<u32>, cause: &str) -> Value {
    json!({ "queued": { "contact": contact, "rank": 5, "for_bot": bot, "cause": cause } })
}

pub fn offered(offer: u64, contact: u64, agent: u32, deadline: i64) -> Value {
    json!({ "offered": {
        "offer": offer, "contact": contact, "agent": agent, "ring": 1, "rule": "longest-idle", "deadline": deadline,
    } })
}

pub fn chosen(contact: u64, treatment: &str) -> Value {
    json!({ "chosen": { "contact": contact, "treatment": treatment, "by": "customer" } })
}

pub fn booked(contact: u64, start: i64, end: i64, attempt: u8) -> Value {
    json!({ "booked": { "contact": contact, "group": 3, "start": start, "end": end, "attempt": attempt } })
}

pub fn dialled(contact: u64, result: &str, attempt: u8) -> Value {
    json!({ "dialled": { "contact": contact, "agent": HANA, "result": result, "attempt": attempt } })
}

pub fn leg_ended(contact: u64, agent: u32, cause: &str, wrap_up: bool) -> Value {
    json!({ "leg_ended": { "contact": contact, "agent": agent, "cause": cause, "wrap_up": wrap_up } })
}

pub fn closed(contact: u64, how: Value) -> Value {
    json!({ "closed": { "contact": contact, "how": how } })
}

pub fn presence(agent: u32, presence: &str, until: Option<i64>, cause: Value) -> Value {
    json!({ "presence_changed": { "agent": agent, "presence": presence, "until": until, "cause": cause } })
}

fn cell(value: Sql) -> Value {
    match value {
        Sql::Null => Value::Null,
        Sql::Integer(number) => json!(number),
        Sql::Real(number) => json!(number),
        Sql::Text(text) => json!(text),
        Sql::Blob(bytes) => json!(bytes),
    }
}
