//! Simulated customers and colleagues. They come in by the same doors as real people: every one of their acts is a
//! request to the server's own router, with her own session or visitor token. Whoever sits down in a colleague's seat
//! takes it over: the simulation leaves it alone while a real screen is open.

mod colleague;
mod customer;
mod door;
mod lines;

use std::time::Duration;

use api::App;
use api::centre::Centre;
use auth::Purpose;
use axum::Router;
use routing::{AgentId, AgentKind, ContactId, OfferId, Presence, State, Time};
use tokio::time::MissedTickBehavior;

use crate::serve::CENTRE;
use colleague::Colleague;
use customer::Customer;
use door::Door;

const BEAT: Duration = Duration::from_millis(500);
/// Customers with an open page at most.
const CROWD: usize = 24;
/// One customer comes every so often, in ms, on average.
const ARRIVAL_MS: u64 = 5_000;

/// What the engine knows of a colleague's desk.
#[derive(Debug, Clone)]
pub struct Desk {
    pub agent: AgentId,
    pub presence: Presence,
    pub offer: Option<OfferId>,
    pub talks: Vec<ContactId>,
    pub wrap_ups: Vec<ContactId>,
}

/// The simulated people, before they begin.
pub struct World {
    door: Door,
    dice: Dice,
    colleagues: Vec<Colleague>,
}

/// Signs the colleagues in.
pub async fn gather(app: &App, router: Router) -> World {
    let door = Door::new(router, app.config().public_url.origin());
    let mut dice = Dice::new(app.now());
    let colleagues = seats(app, &door, &mut dice).await;
    World { door, dice, colleagues }
}

/// Keeps them going until the server ends.
pub async fn run(app: App, running: Centre, world: World) {
    let World { door, mut dice, mut colleagues } = world;
    let mut customers: Vec<Customer> = Vec::new();
    let mut next_arrival = app.now();
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        let now = app.now();
        let Ok(desks) = running.ask(|engine, _| desks(engine)).await else { return };
        for colleague in &mut colleagues {
            if app.hub().is_here(CENTRE, colleague.account) {
                continue;
            }
            running.device_heard(AgentId(colleague.account));
            let desk = desks.iter().find(|desk| desk.agent.0 == colleague.account);
            if let Some(desk) = desk {
                colleague.act(&door, desk, now, &mut dice).await;
            }
        }
        if now >= next_arrival && customers.len() < CROWD {
            customers.extend(Customer::arrive(&app, &door, &mut dice).await);
            next_arrival = now.plus_ms(dice.about(ARRIVAL_MS));
        }
        let mut staying = Vec::new();
        for mut customer in customers.drain(..) {
            if customer.act(&door, now, &mut dice).await {
                staying.push(customer);
            }
        }
        customers = staying;
    }
}

/// A session for every simulated colleague, by a one-time link like anybody's. The first two seats stay free.
async fn seats(app: &App, door: &Door, dice: &mut Dice) -> Vec<Colleague> {
    let now = app.now();
    let everyone = app.store().read::<_, store::Error>(|view| store::accounts::all(view, CENTRE)).unwrap_or_default();
    let mut colleagues = Vec::new();
    for staff in super::people::AGENTS.iter().skip(2) {
        let email = super::install::email(staff);
        let Some(account) = everyone.iter().find(|account| account.email.as_deref() == Some(&email)) else { continue };
        let id = account.account;
        let link = app.store().write::<_, auth::Error>(|tx| auth::issue_link(tx, CENTRE, id, Purpose::Demo, None, now));
        let Ok(token) = link else { continue };
        if let Some(cookie) = door.sign_in(token.reveal(), id).await {
            colleagues.push(Colleague::new(id, cookie, now.plus_ms(dice.about(4_000))));
        }
    }
    colleagues
}

fn desks(engine: &routing::Engine) -> Vec<Desk> {
    let people = engine.agents().filter(|agent| agent.profile.kind == AgentKind::Person);
    people
        .map(|agent| {
            let of = |kind| agent.work.iter().filter(move |work| work.kind == kind).map(|work| work.contact);
            let offer = of(routing::state::WorkKind::Offer).find_map(|contact| match engine.contact(contact)?.state {
                State::Offered { offer, .. } => Some(offer),
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
