//! One staff socket, from hello to close. Garbage closes this one alone.

use std::collections::BTreeSet;
use std::time::Duration;

use auth::Role;
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use rusqlite::OptionalExtension;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::hub::{Newcomer, Out, To, as_text};
use super::types::{CustomerLive, StaffLive, StaffSays};
use crate::contacts::{list, may};
use crate::error::{Error, Result};
use crate::extract::{self, Staff};
use crate::me::presence;
use crate::offers;
use crate::rows::Names;
use crate::state::App;

/// Largest frame and message taken, in bytes.
pub const LIVE_BYTES: usize = 4 * 1024;
/// How often a silent socket is asked whether it is there.
pub const PING: Duration = Duration::from_secs(10);
/// Longest a socket may be silent: the time of its first word where one is asked for, and of the pings below.
pub const SILENT: Duration = Duration::from_secs(30);
/// A socket from which nothing comes for so many pings is gone.
pub const QUIET_PINGS: u32 = 3;
/// Messages taken from one socket between two pings; more is a flood.
pub const SAYS_PER_PING: u32 = 200;

/// When a socket is next asked whether it is there.
pub fn pings() -> Interval {
    let mut pings = interval_at(Instant::now() + PING, PING);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pings
}

/// Asks the other side whether it is there, and shows it that this side is.
pub async fn ask(socket: &mut WebSocket, beat: &impl serde::Serialize) -> Result<()> {
    let text = as_text(beat).ok_or(Error::Internal)?;
    socket.send(Message::Ping(Default::default())).await.map_err(|_| Error::Unavailable)?;
    socket.send(Message::Text(text)).await.map_err(|_| Error::Unavailable)
}

/// Runs a socket to its end.
pub async fn run(app: App, staff: Staff, mut socket: WebSocket) {
    let newcomer = Newcomer {
        centre: staff.centre,
        account: staff.account,
        name: staff.name.clone(),
        supervises: staff.is(Role::Supervisor),
        token: staff.token.clone(),
    };
    let Some((id, mut inbox)) = app.hub().join(newcomer) else {
        return close(&mut socket, close_code::AGAIN, "too many sockets").await;
    };
    let mut visit = Visit { app, staff, id, open: None, quiet: 0, says: 0 };
    visit.beat();
    // Joined first, read second: what happens in between comes as a message after the hello.
    if visit.greet(&mut socket).await.is_ok() {
        visit.converse(&mut socket, &mut inbox).await;
    }
    visit.leave();
}

struct Visit {
    app: App,
    staff: Staff,
    id: u64,
    /// The contact on screen.
    open: Option<u64>,
    /// Pings since anything was heard.
    quiet: u32,
    says: u32,
}

/// Why a visit ends.
enum End {
    Gone,
    Close(u16, &'static str),
}

impl Visit {
    async fn greet(&self, socket: &mut WebSocket) -> Result<()> {
        let catalogue = self.app.catalogue(self.staff.centre).await?;
        let (staff, now, version) = (self.staff.clone(), self.app.now().0, self.app.config().version.clone());
        let read = move |view: &rusqlite::Connection| {
            let names = Names::load(view, staff.centre)?;
            let mut contacts = list::mine(view, &staff, &catalogue, &names, now)?;
            contacts.append(&mut list::put_off(view, &staff, &catalogue, &names, now)?);
            Ok(StaffLive::Hello {
                as_of: now,
                version,
                presence: presence::of(view, staff.centre, staff.account)?,
                contacts,
                offers: offers::rows::to_agent(view, staff.centre, staff.account, &catalogue, &names)?,
            })
        };
        let mut hello = self.app.read(read).await?;
        if let StaffLive::Hello { contacts, .. } = &mut hello {
            for row in contacts {
                row.here = self.app.hub().here(self.staff.centre, row.id);
            }
        }
        let text = as_text(&hello).ok_or(Error::Internal)?;
        socket.send(Message::Text(text)).await.map_err(|_| Error::Unavailable)
    }

    async fn converse(&mut self, socket: &mut WebSocket, inbox: &mut tokio::sync::mpsc::Receiver<Out>) {
        let mut ping = pings();
        loop {
            let end = tokio::select! {
                out = inbox.recv() => match out {
                    Some(Out::Text(text)) => socket.send(Message::Text(text)).await.err().map(|_| End::Gone),
                    Some(Out::SignedOut) => {
                        if let Some(text) = as_text(&StaffLive::SignedOut) {
                            // It closes whether or not the word gets through.
                            let _gone = socket.send(Message::Text(text)).await.is_err();
                        }
                        Some(End::Close(close_code::POLICY, "signed out"))
                    }
                    None => Some(End::Close(close_code::AGAIN, "start anew")),
                },
                came = socket.recv() => self.hear(came).await,
                _ = ping.tick() => {
                    self.says = 0;
                    self.quiet = self.quiet.saturating_add(1);
                    if self.quiet > QUIET_PINGS {
                        Some(End::Gone)
                    } else {
                        ask(socket, &StaffLive::Beat { as_of: self.app.now().0 }).await.err().map(|_| End::Gone)
                    }
                }
            };
            match end {
                None => {}
                Some(End::Gone) => return,
                Some(End::Close(code, why)) => return close(socket, code, why).await,
            }
        }
    }

    async fn hear(&mut self, came: Option<Result<Message, axum::Error>>) -> Option<End> {
        let Some(Ok(message)) = came else { return Some(End::Gone) };
        self.quiet = 0;
        self.says = self.says.saturating_add(1);
        if self.says > SAYS_PER_PING {
            return Some(End::Close(close_code::POLICY, "too much at once"));
        }
        match message {
            Message::Pong(_) | Message::Ping(_) => {
                self.beat();
                None
            }
            Message::Close(_) => Some(End::Gone),
            Message::Binary(_) => Some(End::Close(close_code::UNSUPPORTED, "text only")),
            Message::Text(text) => match extract::parse(text.as_bytes()) {
                Err(_) => Some(End::Close(close_code::POLICY, "unreadable")),
                Ok(said) => {
                    self.beat();
                    if let Err(fault) = self.heed(said).await {
                        tracing::debug!(%fault, "a word on a socket came to nothing");
                    }
                    None
                }
            },
        }
    }

    /// The device is there.
    fn beat(&self) {
        if let Ok(centre) = self.app.centre(self.staff.centre) {
            centre.device_heard(routing::AgentId(self.staff.account));
        }
    }

    async fn heed(&mut self, said: StaffSays) -> Result<()> {
        match said {
            StaffSays::Beat {} => Ok(()),
            StaffSays::Open { contact } => self.open(contact).await,
            StaffSays::Typing { contact, typing } => self.typing(contact, typing).await,
            StaffSays::Floor { on } => {
                let may = self.app.auth().permissions().allows(&self.staff.roles, "GET", "/api/floor");
                self.app.hub().floor(self.id, on && may);
                Ok(())
            }
        }
    }

    async fn open(&mut self, contact: Option<u64>) -> Result<()> {
        if let Some(contact) = contact {
            let staff = self.staff.clone();
            self.app.read(move |view| may::see(view, &staff, contact)).await?;
        }
        self.app.hub().open(self.id, contact);
        let before = std::mem::replace(&mut self.open, contact);
        for changed in [before, contact].into_iter().flatten() {
            self.tell_here(changed);
        }
        Ok(())
    }

    async fn typing(&self, contact: u64, typing: bool) -> Result<()> {
        if !self.app.hub().typing(self.id, contact, typing) {
            return Err(Error::WrongState);
        }
        let (centre, account) = (self.staff.centre, self.staff.account);
        let word = StaffLive::Typing { contact, agent: Some(account), typing };
        self.app.hub().send(centre, To::Contact { accounts: &BTreeSet::new(), contact }, &word);
        self.tell_here(contact);
        // The customer sees it only of the agent she talks to.
        let customer = self.app.read(move |view| {
            let mut find = view.prepare_cached(
                "SELECT customer FROM contact WHERE centre = ?1 AND contact = ?2 AND agent = ?3 AND state = 'talking'",
            )?;
            Ok(find.query_row((centre, contact, account), |row| row.get(0)).optional()?)
        });
        if let Some(customer) = customer.await? {
            self.app.customers().send(centre, customer, &CustomerLive::Typing { typing });
        }
        Ok(())
    }

    fn tell_here(&self, contact: u64) {
        let here = self.app.hub().here(self.staff.centre, contact);
        let to = To::Contact { accounts: &BTreeSet::new(), contact };
        self.app.hub().send(self.staff.centre, to, &StaffLive::Here { contact, here });
    }

    fn leave(&self) {
        self.app.hub().leave(self.id);
        // Though it was cut off for being slow, colleagues no longer see her there.
        if let Some(contact) = self.open {
            self.tell_here(contact);
        }
    }
}

async fn close(socket: &mut WebSocket, code: u16, why: &'static str) {
    let frame = CloseFrame { code, reason: why.into() };
    // The other side may be gone already.
    let _gone = socket.send(Message::Close(Some(frame))).await.is_err();
}
