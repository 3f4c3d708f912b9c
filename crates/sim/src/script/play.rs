//! Runs a script with virtual time and holds every decision against the books, the invariants, the journal and itself.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use measure::{Floor, INTERVAL_MS, Measures};
use routing::event::Close;
use routing::{AgentKind, AgentProfile, ContactId, Engine, Event, Input, Policy, Presence, Refusal, Time, invariants};

use super::expect::{self, Seen};
use super::input;
use super::names::Names;
use super::setup;
use super::tell::tell;
use super::words::{Outcome, Words, clock, said};
use crate::books::Books;

/// A script that ran to its end.
#[derive(Debug)]
pub struct Played {
    /// Inputs and decisions in words.
    pub out: String,
    /// Accepted inputs with what was decided.
    pub rows: Vec<Row>,
    /// Events folded to feed every wallboard that watched.
    pub folded: usize,
}

/// One accepted input.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub at: Time,
    pub input: Input,
    pub events: Vec<Event>,
}

/// The line at which a script failed, and why.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {what}\n\nso far:\n{out}")]
pub struct Failed {
    pub line: usize,
    pub what: String,
    pub out: String,
}

/// Runs a script.
pub fn play(text: &str) -> Result<Played, Failed> {
    let mut player = Player::new();
    let mut last = 0;
    for (number, line) in text.lines().enumerate() {
        last = number + 1;
        if let Err(what) = player.line(line) {
            return Err(Failed { line: last, what, out: player.out });
        }
    }
    match player.finish() {
        Ok(()) => Ok(Played { out: player.out, rows: player.rows, folded: player.folded }),
        Err(what) => Err(Failed { line: last, what, out: player.out }),
    }
}

struct Player {
    names: Names,
    policy: Policy,
    /// Agents of the opening, put on the books when time begins.
    opening: Vec<(AgentProfile, bool)>,
    begun: bool,
    now: Time,
    engine: Engine,
    books: Books,
    closed: BTreeMap<ContactId, Close>,
    rows: Vec<Row>,
    refused: Option<Refusal>,
    /// Beginnings of sentences that must not be said from here on.
    nevers: Vec<String>,
    sentences: Vec<String>,
    /// The engine is thrown away and made anew from the journal after every step.
    crashes: bool,
    wallboards: usize,
    measures: Measures,
    folded: usize,
    out: String,
}

impl Player {
    fn new() -> Player {
        Player {
            names: Names::default(),
            policy: setup::policy(),
            opening: Vec::new(),
            begun: false,
            now: Time(0),
            engine: Engine::new(),
            books: Books::new(),
            closed: BTreeMap::new(),
            rows: Vec::new(),
            refused: None,
            nevers: Vec::new(),
            sentences: Vec::new(),
            crashes: false,
            wallboards: 0,
            measures: Measures::new(INTERVAL_MS),
            folded: 0,
            out: String::new(),
        }
    }

    fn line(&mut self, line: &str) -> Outcome<()> {
        let mut words = Words::of(line);
        if words.peek().is_none() {
            return Ok(());
        }
        if words.eat("at") {
            let at = words.time()?;
            self.begin()?;
            self.until(at)?;
        }
        match words.peek() {
            None => Ok(()),
            Some("expect") => {
                words.next();
                self.expect(&mut words, line)
            }
            Some("crash") if words.eat("crash after-every-step") => {
                self.crashes = true;
                words.end()
            }
            Some("wallboards") => {
                words.next();
                self.wallboards = words.count("how many")?;
                words.end()
            }
            Some("clock") if words.eat("clock jumps-back to") => {
                self.now = words.time()?;
                words.end()
            }
            Some("dump") => {
                self.dump();
                Ok(())
            }
            _ => self.happen(&mut words),
        }
    }

    /// Something is set up, or happens.
    fn happen(&mut self, words: &mut Words<'_>) -> Outcome<()> {
        if matches!(words.peek(), Some("agent" | "bot" | "agents")) {
            return self.agent(words);
        }
        if setup::policy_line(words, &mut self.names, &mut self.policy)? {
            return Ok(());
        }
        if words.eat("publish") {
            words.end()?;
            self.policy.version += 1;
            return self.say(&Input::Publish { policy: Box::new(self.policy.clone()) });
        }
        self.begin()?;
        let input = input::input(words, &mut self.names, &self.engine)?;
        words.end()?;
        self.say(&input)
    }

    /// `agent Mina refund:4 chat 2 ready`, `bot Bori`, `agents Team 1000 refund:1 ready` (Team1, Team2, …)
    fn agent(&mut self, words: &mut Words<'_>) -> Outcome<()> {
        let what = words.need("agent")?;
        let name = words.need("a name")?;
        let names: Vec<String> = if what == "agents" {
            let many = words.count("how many")?;
            (1..=many).map(|n| format!("{name}{n}")).collect()
        } else {
            vec![name.to_owned()]
        };
        let kind = if what == "bot" { AgentKind::Bot } else { AgentKind::Person };
        let first = routing::AgentId(self.names.agents.of(names.first().map_or(name, String::as_str)));
        let known = self.engine.agent(first).map(|agent| agent.profile.clone());
        let mut pattern = known.unwrap_or_else(|| setup::profile(first, kind));
        let ready = setup::agent(words, &mut self.names, &mut pattern)?;
        for name in names {
            let agent = routing::AgentId(self.names.agents.of(&name));
            let profile = AgentProfile { agent, ..pattern.clone() };
            if self.begun {
                self.say(&Input::Agent { profile })?;
                if ready {
                    self.say(&ready_now(agent))?;
                }
            } else {
                self.opening.push((profile, ready));
            }
        }
        Ok(())
    }

    /// The policy takes effect and the agents of the opening are there; not written out.
    fn begin(&mut self) -> Outcome<()> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        self.say(&Input::Publish { policy: Box::new(self.policy.clone()) })?;
        for (profile, ready) in std::mem::take(&mut self.opening) {
            let agent = profile.agent;
            self.say(&Input::Agent { profile })?;
            if ready {
                self.say(&ready_now(agent))?;
            }
        }
        self.out.clear();
        self.sentences.clear();
        Ok(())
    }

    /// Lets time pass, deadline by deadline.
    fn until(&mut self, to: Time) -> Outcome<()> {
        if to < self.now {
            return Err(format!("it is already {}; say `clock jumps-back to` if that is meant", clock(self.now.0)));
        }
        while let Some(due) = self.engine.next_deadline().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            self.say(&Input::Tick)?;
        }
        self.now = to;
        Ok(())
    }

    /// Gives the engine one input and holds what it decides against everything.
    fn say(&mut self, input: &Input) -> Outcome<()> {
        if let Some(refusal) = self.refused.take() {
            return Err(format!("it was refused ({}), which nobody expected", said(&refusal)));
        }
        if !matches!(input, Input::Tick) && self.engine.next_deadline().is_some_and(|due| due <= self.now) {
            self.say(&Input::Tick)?;
        }
        let mut events = Vec::new();
        let answer = self.engine.handle(self.now, input, &mut events);
        let at = self.engine.now();
        self.books.step(self.now, input, &events, answer).map_err(|wrong| format!("the books disagree: {wrong}"))?;
        invariants::check(&self.engine).map_err(|broken| broken.0)?;
        self.write(at, input, &events, answer)?;
        self.refused = answer.err();
        if answer.is_ok() {
            self.rows.push(Row { at, input: input.clone(), events: events.clone() });
            self.watch(at, &events);
        }
        // Restored timers that have no cause any more come again; only what changed something is worth a crash.
        if self.crashes && !events.is_empty() { self.crash() } else { Ok(()) }
    }

    fn write(&mut self, at: Time, input: &Input, events: &[Event], answer: Result<(), Refusal>) -> Outcome<()> {
        let quiet = matches!(input, Input::Tick) && events.is_empty();
        if quiet {
            return Ok(());
        }
        let heading = match input {
            Input::Tick => "time passes".to_owned(),
            other => self.heading(other),
        };
        let refused = answer.err().map_or(String::new(), |refusal| format!(": refused, {}", refusal.sentence()));
        self.append(format!("{} {heading}{refused}", clock(at.0)));
        for event in events {
            if let Event::Closed { contact, how } = event {
                self.closed.insert(*contact, *how);
            }
            let sentence = tell(&self.names, event);
            if let Some(never) = self.nevers.iter().find(|never| sentence.starts_with(never.as_str())) {
                return Err(format!("`{sentence}`, though `{never}` was never to be"));
            }
            self.append(format!("     {sentence}"));
            self.sentences.push(sentence);
        }
        Ok(())
    }

    /// The input by its name and the one it is about.
    fn heading(&self, input: &Input) -> String {
        let value = serde_json::to_value(input).unwrap_or_default();
        let (name, fields) = match &value {
            serde_json::Value::Object(object) => {
                object.iter().next().map_or(("?", None), |(k, v)| (k.as_str(), Some(v)))
            }
            serde_json::Value::String(name) => (name.as_str(), None),
            _ => ("?", None),
        };
        let field = |name: &str| fields.and_then(|fields| fields.get(name)?.as_u64());
        let inner = |outer: &str, name: &str| fields.and_then(|fields| fields.get(outer)?.get(name)?.as_u64());
        let contact = field("contact").or(inner("arrival", "contact")).map(|id| self.names.contacts.name(id));
        let agent = field("agent").or(field("by")).or(inner("profile", "agent")).map(|id| self.names.agents.name(id));
        let offer = field("offer").map(|offer| format!("offer {offer}"));
        let words = [agent.map(str::to_owned), Some(name.replace('_', "-")), contact.map(str::to_owned), offer];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn append(&mut self, line: String) {
        self.out.push_str(&line);
        self.out.push('\n');
    }

    /// Everything is lost but the journal: folded from the start, or restored from a snapshot, in turn.
    fn crash(&mut self) -> Outcome<()> {
        let folded = if self.rows.len().is_multiple_of(2) {
            fold(&self.rows)
        } else {
            let bytes = serde_json::to_string(&self.engine.snapshot()).map_err(|error| error.to_string())?;
            Engine::restore(serde_json::from_str(&bytes).map_err(|error| error.to_string())?)
        };
        if folded.digest() != self.engine.digest() {
            return Err("the engine made anew from the journal is another".into());
        }
        self.engine = folded;
        Ok(())
    }

    /// Every wallboard shows the floor; it is folded once however many watch.
    fn watch(&mut self, at: Time, events: &[Event]) {
        if self.wallboards == 0 {
            return;
        }
        self.measures.row(self.rows.len() as u64, at, events);
        self.folded += events.len();
        let floor: Arc<Floor> = Arc::new(self.measures.floor(at));
        let screens: Vec<Arc<Floor>> = vec![floor; self.wallboards];
        let waiting: Vec<String> = screens.iter().map(|floor| floor.total.waiting.to_string()).collect();
        let distinct: std::collections::BTreeSet<&String> = waiting.iter().collect();
        self.append(
            format!("     {} wallboards show waiting {distinct:?}", self.wallboards).replace(['{', '}', '"'], ""),
        );
    }

    fn expect(&mut self, words: &mut Words<'_>, line: &str) -> Outcome<()> {
        if words.eat("refused") {
            let expected = words.need("a cause")?;
            let found = self.refused.take().map(|refusal| said(&refusal));
            return if found.as_deref() == Some(expected) {
                words.end()
            } else {
                Err(format!("expected refused {expected}, found {found:?}"))
            };
        }
        if let Some(refusal) = self.refused.take() {
            return Err(format!("it was refused ({}), which nobody expected", said(&refusal)));
        }
        if words.eat("never") {
            self.nevers.push(rest(words));
            return Ok(());
        }
        if words.eat("times") {
            let times: usize = words.number("how often")?;
            let beginning = rest(words);
            let found = self.sentences.iter().filter(|sentence| sentence.starts_with(&beginning)).count();
            return if found == times { Ok(()) } else { Err(format!("`{beginning}` happened {found} times")) };
        }
        let expected = !words.eat("not");
        let seen = Seen { engine: &self.engine, names: &self.names, closed: &self.closed };
        let found = expect::holds(words, &seen)?;
        words.end()?;
        if found == expected { Ok(()) } else { Err(format!("it is otherwise: {}", line.trim())) }
    }

    fn dump(&mut self) {
        let mut text = String::new();
        for contact in self.engine.waiting() {
            let name = self.names.contacts.name(contact.id.0);
            let _infallible =
                writeln!(text, "     | {name} waits, rank {}, ring {}", clock(contact.rank), contact.ring);
        }
        for agent in self.engine.agents().filter(|agent| agent.presence != Presence::Offline) {
            let name = self.names.agents.name(agent.profile.agent.0.into());
            let _infallible = writeln!(text, "     | {name} is {}, load {}", said(&agent.presence), agent.load);
        }
        self.out.push_str(&text);
    }

    /// The journal folds to the same state; the same inputs give the same events; every offer can say why.
    fn finish(&mut self) -> Outcome<()> {
        if let Some(refusal) = self.refused {
            return Err(format!("it was refused ({}), which nobody expected", said(&refusal)));
        }
        if fold(&self.rows).digest() != self.engine.digest() {
            return Err("folding the journal does not give the live state".into());
        }
        let mut again = Engine::new();
        for row in &self.rows {
            let mut events = Vec::new();
            let answer = again.handle(row.at, &row.input, &mut events);
            if answer.is_err() || events != row.events {
                return Err(format!("the same input decides otherwise the second time: {:?}", row.input));
            }
        }
        every_offer_says_why(&self.rows)
    }
}

fn ready_now(agent: routing::AgentId) -> Input {
    Input::Presence { agent, presence: Presence::Ready, until: None, by: None }
}

fn rest(words: &mut Words<'_>) -> String {
    let mut rest = Vec::new();
    while let Some(word) = words.next() {
        rest.push(word);
    }
    rest.join(" ")
}

/// The engine that a journal folds to.
pub fn fold(rows: &[Row]) -> Engine {
    let mut engine = Engine::new();
    for row in rows {
        for event in &row.events {
            engine.apply(row.at, event);
        }
    }
    engine
}

/// Just before each offer, the explanation counts the one it was made to among the candidates.
fn every_offer_says_why(rows: &[Row]) -> Outcome<()> {
    let mut engine = Engine::new();
    for row in rows {
        for event in &row.events {
            if let Event::Offered { contact, agent, .. } = event {
                let why = engine.explain(*contact).ok_or_else(|| format!("{contact:?} is offered without a reason"))?;
                if !why.candidates.iter().any(|candidate| candidate.agent == *agent) {
                    return Err(format!("{contact:?} is offered to {agent:?}, whom the explanation does not know"));
                }
            }
            engine.apply(row.at, event);
        }
    }
    Ok(())
}
