//! One history of a server that is crashed again and again at a chosen step, with clients that say again what was not
//! answered, devices that remember what they were told, and books that know what was promised.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use journal::memory::{Disk, Fault};
use journal::{ReadJournal, Row};
use node::{Check, Driver, DriverSettings, Step, Submission};
use routing::{AgentId, ContactId, Effect, Engine, Event, Input, Time};
use sim::any;
use sim::books::Books;
use sim::random::Random;
use uuid::Uuid;

use super::devices::Devices;
use super::faulty::{Bug, Faulty, disk};

/// Crashes of one history.
const CRASHES: u64 = 20;
/// Batches that go well between two crashes, at most.
const BATCHES: u64 = 3;
/// Small, so that most recoveries begin with a snapshot.
const SETTINGS: DriverSettings = DriverSettings { snapshot_every: 9, check: Check::Quick };
const START: Time = Time(1_800_000_000_000);

/// Where the server is when it dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aim {
    /// Inputs were taken and nothing was written.
    BeforeWrite,
    /// In the middle of the write, at any byte.
    InWrite,
    /// Everything is on the disk and nobody has heard of it.
    AfterSync,
    /// Some clients were answered, no device was told.
    InAnswers,
    /// All clients were answered and some devices told.
    InEffects,
    /// While a snapshot is written, at any byte.
    InSnapshot,
    /// While it starts again.
    InRecovery,
    /// Not dead but frozen: another takes over, then this one wakes and goes on.
    Frozen,
}

pub const AIMS: [Aim; 8] = [
    Aim::BeforeWrite,
    Aim::InWrite,
    Aim::AfterSync,
    Aim::InAnswers,
    Aim::InEffects,
    Aim::InSnapshot,
    Aim::InRecovery,
    Aim::Frozen,
];

/// What must never happen. The first one ends a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Something acknowledged is not there any more.
    Lost(String),
    /// A customer was joined with two agents.
    Two(String),
    /// A conversation ended that nobody had ended.
    Cut(String),
    /// The same input happened twice.
    Twice(String),
    /// The journal tells a story that breaks the rules.
    Rules(String),
    /// A client says it again and again and is never answered.
    Unanswered(String),
}

impl Wrong {
    /// Its name in the figures.
    pub fn kind(&self) -> &'static str {
        match self {
            Wrong::Lost(_) => "lost",
            Wrong::Two(_) => "two agents",
            Wrong::Cut(_) => "cut",
            Wrong::Twice(_) => "twice",
            Wrong::Rules(_) => "rules",
            Wrong::Unanswered(_) => "unanswered",
        }
    }

    pub const KINDS: [&str; 6] = ["lost", "two agents", "cut", "twice", "rules", "unanswered"];
}

/// What a history came to.
#[derive(Debug, Default)]
pub struct Told {
    pub crashes: BTreeMap<Aim, u64>,
    pub answered: u64,
    pub said_again: u64,
    pub rows: u64,
}

struct World {
    random: Random,
    bug: Option<Bug>,
    now: Time,
    disk: Disk,
    driver: Driver<Faulty>,
    devices: Devices,
    books: Books,
    /// Folds what the books have taken, and nothing else.
    shadow: Engine,
    /// Rows the books have taken.
    taken: u64,
    /// Inputs that happened, and their rows.
    seen: BTreeMap<Uuid, u64>,
    /// Who has ever talked with whom, as the journal says.
    talked: BTreeSet<(ContactId, AgentId)>,
    /// Acknowledged inputs and their rows.
    promised: BTreeMap<Uuid, u64>,
    /// Said and not answered: will be said again under the same name.
    waiting: VecDeque<(Uuid, Input)>,
    names: u128,
    told: Told,
}

/// Plays one history.
///
/// # Errors
/// The first thing that must never happen and did.
pub fn play(seed: u64, bug: Option<Bug>) -> Result<Told, Wrong> {
    let mut random = Random::new(seed);
    let disk = disk(bug);
    let mut world = World {
        bug,
        now: START,
        driver: open(&disk, bug)?,
        disk,
        devices: Devices::default(),
        books: Books::new(),
        shadow: Engine::new(),
        taken: 0,
        seen: BTreeMap::new(),
        talked: BTreeSet::new(),
        promised: BTreeMap::new(),
        waiting: VecDeque::new(),
        names: 0,
        told: Told::default(),
        random: random.clone(),
    };
    for input in any::opening(&mut random) {
        world.say(input);
    }
    world.goes_well()?;
    for _ in 0..CRASHES {
        for _ in 0..world.random.below(BATCHES + 1) {
            world.time_passes()?;
            world.goes_well()?;
        }
        world.time_passes()?;
        let aim = world.random.one_of(&AIMS, Aim::InWrite);
        *world.told.crashes.entry(aim).or_default() += 1;
        world.dies(aim)?;
    }
    world.goes_well()?;
    if let Some((id, input)) = world.waiting.front() {
        return Err(Wrong::Unanswered(format!("{id} said {input:?}")));
    }
    world.all_said_again()?;
    Ok(world.told)
}

fn open(disk: &Disk, bug: Option<Bug>) -> Result<Driver<Faulty>, Wrong> {
    let opened = Driver::open(Faulty::open(disk, bug), Box::new(()), SETTINGS);
    opened.map_err(|error| Wrong::Lost(format!("the server does not start again: {error}")))
}

impl World {
    fn say(&mut self, input: Input) {
        self.names += 1;
        self.waiting.push_back((Uuid::from_u128(self.names), input));
    }

    /// Deadlines come one by one, as the live node lets them; then clients say something new.
    fn time_passes(&mut self) -> Result<(), Wrong> {
        let pause_ms = any::pause_ms(&mut self.random).min(600_000);
        self.now = self.now.plus_ms(pause_ms);
        while let Some(due) = self.driver.next_deadline().filter(|due| *due <= self.now) {
            let step = self.driver.step(due, Vec::new());
            self.hear(&step, &[])?;
            self.tell(&step.effects)?;
        }
        for _ in 0..=self.random.below(3) {
            let input = any::input(&mut self.random, &self.books);
            self.say(input);
        }
        Ok(())
    }

    fn batch(&self) -> Vec<Submission<Faulty>> {
        let said = |(id, input): &(Uuid, Input)| Submission { input: input.clone(), id: Some(*id), write: None };
        self.waiting.iter().map(said).collect()
    }

    fn goes_well(&mut self) -> Result<(), Wrong> {
        let said: Vec<Uuid> = self.waiting.iter().map(|(id, _)| *id).collect();
        let step = self.driver.step(self.now, self.batch());
        self.hear(&step, &said)?;
        self.tell(&step.effects)
    }

    /// Whatever was ever promised is the first answer again, and happens no second time.
    fn all_said_again(&mut self) -> Result<(), Wrong> {
        let again = |id: &Uuid| Submission { input: Input::Tick, id: Some(*id), write: None };
        let step = self.driver.step(self.now, self.promised.keys().map(again).collect());
        for ((id, seq), answer) in self.promised.iter().zip(&step.answers) {
            match answer {
                Ok(committed) if !committed.again => return Err(Wrong::Twice(format!("{id} was row {seq}"))),
                Ok(committed) if committed.seq == *seq => {}
                answer => return Err(Wrong::Lost(format!("{id} was row {seq}; said again: {answer:?}"))),
            }
        }
        Ok(())
    }

    /// What the server has taken up when it dies: what clients said, now and then a deadline instead.
    fn taken_up(&mut self) -> (Vec<Uuid>, Vec<Submission<Faulty>>) {
        if self.random.percent(20)
            && let Some(due) = self.driver.next_deadline()
        {
            self.now = self.now.max(due);
            return (Vec::new(), Vec::new());
        }
        (self.waiting.iter().map(|(id, _)| *id).collect(), self.batch())
    }

    /// The server dies at `aim`, power and all, and starts again.
    fn dies(&mut self, aim: Aim) -> Result<(), Wrong> {
        let (said, batch) = self.taken_up();
        let mut kept = 0;
        match aim {
            Aim::BeforeWrite => {}
            Aim::InWrite => {
                self.tempted(&said);
                self.disk.arm(Fault::CutBeforeSync);
                self.driver.step(self.now, batch);
                kept = self.any_prefix();
            }
            Aim::AfterSync => {
                self.disk.arm(Fault::CutAfterSync);
                self.driver.step(self.now, batch);
            }
            Aim::InAnswers => {
                let step = self.driver.step(self.now, batch);
                let heard = self.random.below(said.len() as u64 + 1) as usize;
                self.hear(&step, said.get(..heard).unwrap_or(&said))?;
            }
            Aim::InEffects => {
                let step = self.driver.step(self.now, batch);
                self.hear(&step, &said)?;
                let told = self.random.below(step.effects.len() as u64 + 1) as usize;
                self.tell(step.effects.get(..told).unwrap_or(&step.effects))?;
            }
            Aim::InSnapshot => {
                self.disk.arm(Fault::CutInSnapshot);
                let step = self.driver.step(self.now, batch);
                // If the step itself came to its snapshot, nobody hears of it.
                if step.alarms.is_empty() {
                    self.hear(&step, &said)?;
                    self.tell(&step.effects)?;
                    let _cut_unless_there_is_nothing_new = self.driver.keep_snapshot();
                }
                kept = self.any_prefix();
            }
            Aim::InRecovery => {
                self.disk.arm(Fault::CutBeforeSync);
                self.driver.step(self.now, batch);
                let torn = self.any_prefix();
                self.disk.cut_power(torn);
                drop(open(&self.disk, self.bug)?);
            }
            Aim::Frozen => self.freezes()?,
        }
        // A disk that says the truth has nothing pending but a write that was cut.
        self.disk.cut_power(kept);
        self.driver = open(&self.disk, self.bug)?;
        self.told.said_again += self.waiting.len() as u64;
        self.recovered()
    }

    /// Another server takes over; then the frozen one wakes, and some clients still talk to it.
    fn freezes(&mut self) -> Result<(), Wrong> {
        let mut frozen = std::mem::replace(&mut self.driver, open(&self.disk, self.bug)?);
        self.recovered()?;
        self.time_passes()?;
        self.goes_well()?;
        self.time_passes()?;
        let said: Vec<Uuid> = self.waiting.iter().map(|(id, _)| *id).collect();
        let mut step = frozen.step(self.now, self.batch());
        // It says that it was taken over, as it should.
        step.alarms.clear();
        self.hear(&step, &said)?;
        self.tell(&step.effects)
    }

    /// So many bytes of a write that power cut short are kept.
    fn any_prefix(&mut self) -> usize {
        self.random.below(self.disk.pending() as u64 + 1) as usize
    }

    /// What a server with the wrong order of things would have done before its write.
    fn tempted(&mut self, said: &[Uuid]) {
        if !matches!(self.bug, Some(Bug::AnswersFirst | Bug::ActsFirst)) {
            return;
        }
        let (mut ahead, mut seq) = (self.driver.engine().clone(), self.driver.seq());
        let mut early = Vec::new();
        for (id, input) in &self.waiting {
            let mut events = Vec::new();
            if ahead.handle(self.now, input, &mut events).is_ok() && said.contains(id) {
                seq += 1;
                early.push((*id, seq));
            }
            if self.bug == Some(Bug::ActsFirst) {
                let mut effects = Vec::new();
                events.iter().for_each(|event| routing::effects(event, &mut effects));
                for effect in &effects {
                    // Seen at the next recovery, when the conversation turns out never to have begun.
                    let _one = self.devices.carry_out(effect);
                }
            }
        }
        if self.bug == Some(Bug::AnswersFirst) {
            self.promised.extend(early);
        }
    }

    /// Answers reach the clients of `said`; the rows are durable, whoever hears of them.
    fn hear(&mut self, step: &Step, said: &[Uuid]) -> Result<(), Wrong> {
        if let Some(alarm) = step.alarms.first() {
            return Err(Wrong::Rules(alarm.clone()));
        }
        for (id, answer) in said.iter().zip(&step.answers) {
            match answer {
                Ok(committed) => {
                    self.promised.insert(*id, committed.seq);
                    self.told.answered += 1;
                }
                Err(node::SubmitError::Refused(refusal)) if self.seen.contains_key(id) => {
                    return Err(Wrong::Twice(format!("{id} happened and is refused when said again: {refusal:?}")));
                }
                Err(node::SubmitError::Refused(_)) => {}
                // Not known to the client: it will ask again.
                Err(_) => continue,
            }
            self.waiting.retain(|(waiting, _)| waiting != id);
        }
        step.rows.iter().try_for_each(|row| self.take(row))
    }

    fn tell(&mut self, effects: &[Effect]) -> Result<(), Wrong> {
        for effect in effects {
            if !self.devices.carry_out(effect) {
                return Err(Wrong::Two(format!("{effect:?} joins a second agent")));
            }
        }
        Ok(())
    }

    /// A row that is on the disk, into the books.
    fn take(&mut self, row: &Row) -> Result<(), Wrong> {
        if row.seq != self.taken + 1 {
            return Err(Wrong::Lost(format!("row {} comes after row {}", row.seq, self.taken)));
        }
        self.taken = row.seq;
        self.told.rows += 1;
        if let Some(id) = row.input_id
            && self.seen.insert(Faulty::name(id), row.seq).is_some()
        {
            return Err(Wrong::Twice(format!("row {} is an input that happened before", row.seq)));
        }
        let taken = self.books.step(row.at, &row.body.input, &row.body.events, Ok(()));
        taken.map_err(|wrong| Wrong::Rules(format!("{wrong} in {row:?}")))?;
        for event in &row.body.events {
            self.shadow.apply(row.at, event);
            if let Event::Connected { contact, agent, .. } = event {
                self.talked.insert((*contact, *agent));
            }
        }
        Ok(())
    }

    /// What must hold once the server is there again: everything that was promised, and no more.
    fn recovered(&mut self) -> Result<(), Wrong> {
        let journal = self.driver.journal();
        let head = journal.head().map_err(|error| Wrong::Lost(error.to_string()))?.seq;
        if head < self.taken {
            return Err(Wrong::Lost(format!("{} rows were durable, {head} are there", self.taken)));
        }
        let more = journal.read(self.taken, usize::MAX).map_err(|error| Wrong::Lost(error.to_string()))?;
        more.iter().try_for_each(|row| self.take(row))?;
        if self.driver.engine().digest() != self.shadow.digest() {
            return Err(Wrong::Lost("the state is not what the rows fold to".into()));
        }
        for (id, seq) in &self.promised {
            if self.seen.get(id) != Some(seq) {
                return Err(Wrong::Lost(format!("row {seq} was promised to {id} and is not there")));
            }
        }
        self.nothing_is_cut()
    }

    fn nothing_is_cut(&mut self) -> Result<(), Wrong> {
        for (contact, agent) in self.devices.conversations() {
            if !self.talked.contains(&(contact, agent)) {
                return Err(Wrong::Cut(format!("{agent:?} and {contact:?} were joined, and now they never were")));
            }
        }
        let mut should_be_true = Vec::new();
        self.driver.engine().should_be_true(&mut should_be_true);
        if !self.devices.compare(&should_be_true) {
            return Err(Wrong::Two("two agents should be joined with one customer".into()));
        }
        let going: BTreeSet<_> = self.devices.conversations().collect();
        let mut promised = self.books.open.values().filter_map(|card| Some((card.id, card.with()?)));
        match promised.find(|pair| !going.contains(pair)) {
            Some((contact, agent)) => Err(Wrong::Cut(format!("{contact:?} talked with {agent:?}, and nobody knows"))),
            None => Ok(()),
        }
    }
}
