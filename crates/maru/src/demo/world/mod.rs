//! Simulated customers and colleagues. They come in by the same doors as real people: every one of their acts is a
//! request to the server's own router, with her own session or visitor token. Whoever sits down in a colleague's seat
//! takes it over: the simulation leaves it alone while a real screen is open or was used a short while ago ([`seats`]).

mod colleague;
mod customer;
mod door;
mod lines;
mod roster;
mod seats;

use std::time::Duration;

use api::App;
use api::centre::Centre;
use axum::Router;
use routing::{AgentId, AgentKind, ContactId, OfferId, Presence, State, Time};
use tokio::time::MissedTickBehavior;

use crate::demo::catalogue;
use crate::settings::CENTRE;
use colleague::Colleague;
use customer::Customer;
use door::Door;
use roster::Plan;

const BEAT: Duration = Duration::from_millis(500);
/// Customers with an open page at most.
const CROWD: usize = 24;
/// How customers come while somebody looks on.
const USUAL: Crowd = Crowd { every_ms: 6_500.0, known_in_100: 60 };

/// What the engine knows of a colleague's desk.
#[derive(Debug, Clone)]
pub struct Desk {
    pub agent: AgentId,
    pub presence: Presence,
    /// What she is shown, and since when.
    pub offer: Option<(OfferId, Time)>,
    pub talks: Vec<ContactId>,
    pub wrap_ups: Vec<ContactId>,
}

impl Desk {
    /// Nobody sits there any more, and nothing is left open.
    fn is_left(&self) -> bool {
        self.presence == Presence::Offline && self.offer.is_none() && self.talks.is_empty() && self.wrap_ups.is_empty()
    }
}

/// How customers come.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// One every so often in the busiest hour, in ms, on average; in others as fewer as in the history.
    pub every_ms: f64,
    /// Of a hundred, so many are known to the site.
    pub known_in_100: u64,
}

/// The simulated people.
pub struct World {
    door: Door,
    dice: Dice,
    colleagues: Vec<Colleague>,
    customers: Vec<Customer>,
    plan: Plan,
    crowd: Crowd,
    next_arrival: Time,
}

/// Signs the colleagues in, from a seat on: the first are for visitors.
pub async fn gather(app: &App, router: Router, from: usize) -> World {
    let door = Door::new(router, app.config().public_url.origin());
    let dice = Dice::new(app.now());
    let everyone = app.store().read::<_, store::Error>(|view| store::accounts::all(view, CENTRE)).unwrap_or_default();
    let mut colleagues = Vec::new();
    for staff in super::people::AGENTS.iter().skip(from) {
        let email = super::install::email(staff);
        let Some(account) = everyone.iter().find(|account| account.email.as_deref() == Some(&email)) else { continue };
        let mut colleague = Colleague::new(account.account);
        colleague.keep_signed_in(app, &door).await;
        colleagues.push(colleague);
    }
    let next_arrival = app.now();
    World { door, dice, colleagues, customers: Vec::new(), plan: Plan::default(), crowd: USUAL, next_arrival }
}

/// Keeps them going until the server ends.
pub async fn run(app: App, running: Centre, mut world: World) {
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        if world.beat(&app, &running).await.is_none() {
            return;
        }
    }
}

impl World {
    /// How customers come from now on; `None`: as usual.
    pub fn expect(&mut self, crowd: Option<Crowd>) {
        self.crowd = crowd.unwrap_or(USUAL);
    }

    /// The first seats are for visitors: who sat there goes home.
    pub async fn free_seats(&mut self) {
        for mut colleague in self.colleagues.drain(..super::shifts::FREE.min(self.colleagues.len())) {
            colleague.choose(&self.door, Presence::Offline).await;
        }
    }

    /// Nobody wants anything.
    pub fn is_quiet(&self) -> bool {
        self.customers.is_empty()
    }

    /// Every colleague's screen is heard, and the centre has come so far; `None` when it has stopped.
    pub async fn devices_beat(&self, running: &Centre) -> Option<()> {
        self.colleagues.iter().for_each(|colleague| running.device_heard(AgentId(colleague.account)));
        running.ask(|_, _| ()).await.ok()
    }

    /// Everybody does what is due; `None` when the centre has stopped.
    pub async fn beat(&mut self, app: &App, running: &Centre) -> Option<()> {
        let now = app.now();
        let desks = running.ask(|engine, _| desks(engine)).await.ok()?;
        let acted = seats::acted(app, now).await;
        self.plan.follow(app, now).await;
        for colleague in &mut self.colleagues {
            let account = colleague.account;
            if app.hub().is_here(CENTRE, account) {
                colleague.real_at = Some(now);
            }
            let just_left = colleague.real_at.is_some_and(|at| now.since_ms(at) < seats::AWAY_MS);
            if just_left || acted.contains(&account) {
                continue;
            }
            let planned = self.plan.of(account);
            let desk = desks.iter().find(|desk| desk.agent.0 == account);
            // Whoever has gone home is heard of no more.
            if planned == Presence::Offline && desk.is_none_or(Desk::is_left) {
                continue;
            }
            running.device_heard(AgentId(account));
            if let Some(desk) = desk {
                colleague.keep_signed_in(app, &self.door).await;
                colleague.act(&self.door, desk, planned, now, &mut self.dice).await;
            }
        }
        if now >= self.next_arrival && self.customers.len() < CROWD {
            self.customers.extend(Customer::arrive(app, &self.door, self.crowd.known_in_100, &mut self.dice).await);
            let (weekday, minute) = self.plan.local;
            let every_ms = self.crowd.every_ms / super::planning::pace(weekday, minute / 60);
            self.next_arrival = now.plus_ms(self.dice.about(every_ms as u64));
        }
        let mut staying = Vec::new();
        for mut customer in self.customers.drain(..) {
            if customer.act(&self.door, now, &mut self.dice).await {
                staying.push(customer);
            }
        }
        self.customers = staying;
        Some(())
    }
}

fn desks(engine: &routing::Engine) -> Vec<Desk> {
    let people = engine.agents().filter(|agent| agent.profile.kind == AgentKind::Person);
    people
        .map(|agent| {
            let of = |kind| agent.work.iter().filter(move |work| work.kind == kind).map(|work| work.contact);
            let offer = of(routing::state::WorkKind::Offer).find_map(|contact| match engine.contact(contact)?.state {
                State::Offered { offer, deadline, .. } => {
                    Some((offer, deadline.plus_ms(-i64::from(catalogue::OFFER_MS))))
                }
                _ => None,
            });
            Desk {
                agent: agent.profile.agent,
                presence: agent.presence,
                offer,
                talks: of(routing::state::WorkKind::Talk).collect(),
                wrap_ups: of(routing::state::WorkKind::WrapUp).collect(),
            }
        })
        .collect()
}

/// Chance, from a seed.
pub struct Dice(u64);

impl Dice {
    fn new(seed: Time) -> Dice {
        Dice(seed.0.unsigned_abs() | 1)
    }

    /// A number below `most` (xorshift64*).
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % most.max(1)
    }

    /// Between half and one and a half times `ms`.
    pub fn about(&mut self, ms: u64) -> i64 {
        i64::try_from(ms / 2 + self.below(ms)).unwrap_or(i64::MAX)
    }

    /// One of a list.
    pub fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let at = self.below(list.len() as u64);
        list.get(usize::try_from(at).unwrap_or_default())
    }

    /// True this many times in a hundred.
    pub fn in_100(&mut self, times: u64) -> bool {
        self.below(100) < times
    }
}
