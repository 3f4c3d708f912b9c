//! One customer's socket, and what customers are told when something of theirs was committed.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use node::centre::Centre as NodeCentre;
use routing::{ContactId, Input};
use store::projection::contact_of;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::hub::{To, as_text};
use super::staff::{SAYS_PER_PING, SILENT, ask, pings};
use super::types::{CustomerLive, CustomerSays, StaffLive};
use crate::centre::{Centre, submit};
use crate::customer::{act, view};
use crate::error::{Error, Result};
use crate::extract::{self, Visitor};
use crate::state::App;

/// How often the wait of those in line is told anew.
const WAITS: Duration = Duration::from_secs(5);

/// Runs a socket to its end. The first message says who it is: browsers cannot send headers with a socket.
pub async fn run(app: App, mut visitor: Visitor, slug: String, mut socket: WebSocket) {
    let Some((customer, contact, after)) = hello(&app, &mut visitor, slug, &mut socket).await else {
        return close(&mut socket, close_code::POLICY, "say hello first").await;
    };
    let Some((id, mut inbox)) = app.customers().join(visitor.centre, customer) else {
        return close(&mut socket, close_code::AGAIN, "too many sockets").await;
    };
    if greet(&app, &visitor, customer, after, &mut socket).await.is_ok() {
        converse(&app, &visitor, contact, &mut socket, &mut inbox).await;
    }
    app.customers().leave(id);
}

async fn hello(
    app: &App,
    visitor: &mut Visitor,
    slug: String,
    socket: &mut WebSocket,
) -> Option<(u64, Option<u64>, Option<u64>)> {
    let first = tokio::time::timeout(SILENT, socket.recv()).await.ok()??.ok()?;
    let Message::Text(text) = first else { return None };
    let CustomerSays::Hello { visitor: token, after } = extract::parse(text.as_bytes()).ok()? else { return None };
    *visitor = crate::guard::session::visitor(app, slug, Some(token), visitor.place).await.ok()?;
    let customer = visitor.holder?.customer;
    let contact = view::open(app, visitor.centre, customer).await.ok()?.map(|contact| contact.id);
    Some((customer, contact, after))
}

async fn greet(app: &App, visitor: &Visitor, customer: u64, after: Option<u64>, socket: &mut WebSocket) -> Result<()> {
    let contact = view::open(app, visitor.centre, customer).await?;
    let messages = match &contact {
        Some(contact) => act::lines(app, visitor.centre, contact.id, after).await?,
        None => Vec::new(),
    };
    let hello = CustomerLive::Hello { as_of: app.now().0, contact, messages };
    let text = as_text(&hello).ok_or(Error::Internal)?;
    socket.send(Message::Text(text)).await.map_err(|_| Error::Unavailable)
}

async fn converse(
    app: &App,
    visitor: &Visitor,
    contact: Option<u64>,
    socket: &mut WebSocket,
    inbox: &mut tokio::sync::mpsc::Receiver<axum::extract::ws::Utf8Bytes>,
) {
    let mut ping = pings();
    let (mut heard, mut says) = (Instant::now(), 0_u32);
    loop {
        tokio::select! {
            out = inbox.recv() => match out {
                Some(text) => if socket.send(Message::Text(text)).await.is_err() { return },
                None => return close(socket, close_code::AGAIN, "start anew").await,
            },
            came = socket.recv() => {
                let Some(Ok(message)) = came else { return };
                heard = Instant::now();
                says = says.saturating_add(1);
                if says > SAYS_PER_PING {
                    return close(socket, close_code::POLICY, "too much at once").await;
                }
                match message {
                    Message::Text(text) => match extract::parse::<CustomerSays>(text.as_bytes()) {
                        Ok(said) => typing(app, visitor, contact, said),
                        Err(_) => return close(socket, close_code::POLICY, "unreadable").await,
                    },
                    Message::Binary(_) => return close(socket, close_code::UNSUPPORTED, "text only").await,
                    Message::Close(_) => return,
                    Message::Ping(_) | Message::Pong(_) => {}
                }
            },
            _ = ping.tick() => {
                says = 0;
                if heard.elapsed() > SILENT || ask(socket, &CustomerLive::Beat { as_of: app.now().0 }).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn typing(app: &App, visitor: &Visitor, contact: Option<u64>, said: CustomerSays) {
    if let (CustomerSays::Typing { typing }, Some(contact)) = (said, contact) {
        let word = StaffLive::Typing { contact, agent: None, typing };
        app.hub().send(visitor.centre, To::Contact { accounts: &BTreeSet::new(), contact }, &word);
    }
}

async fn close(socket: &mut WebSocket, code: u16, why: &'static str) {
    let frame = CloseFrame { code, reason: why.into() };
    // The other side may be gone already.
    let _gone = socket.send(Message::Close(Some(frame))).await.is_err();
}

/// Follows a centre until it stops: customers see their own contact as it is.
pub fn start(app: App, centre: u32, running: Centre) {
    tokio::spawn(async move {
        let mut committed = NodeCentre::committed(&running);
        let mut waits = interval(WAITS);
        waits.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let touched: BTreeSet<ContactId> = tokio::select! {
                row = committed.recv() => match row {
                    Ok(row) => row.body.events.iter().filter_map(contact_of).collect(),
                    Err(RecvError::Lagged(_)) => BTreeSet::new(),
                    Err(RecvError::Closed) => return,
                },
                _ = waits.tick() => waiting(&running).await,
            };
            for contact in touched {
                if let Err(fault) = show(&app, centre, contact).await {
                    tracing::debug!(%fault, centre, "a customer could not be told");
                }
            }
        }
    });
}

async fn waiting(running: &Centre) -> BTreeSet<ContactId> {
    let waiting = running
        .ask(|engine, _| engine.contacts().filter(|contact| contact.in_line()).map(|contact| contact.id).collect());
    waiting.await.unwrap_or_default()
}

async fn show(app: &App, centre: u32, contact: ContactId) -> Result<()> {
    promise(app, centre, contact).await?;
    let find = move |view: &rusqlite::Connection| {
        let found = crate::contacts::rows::customer_and_case(view, centre, contact.0)?;
        Ok(found.map(|(customer, _)| customer))
    };
    let Some(customer) = app.read(find).await? else { return Ok(()) };
    if app.customers().is_here(centre, customer)
        && let Some(contact) = view::open(app, centre, customer).await?
    {
        app.customers().send(centre, customer, &CustomerLive::Contact { contact });
    }
    Ok(())
}

/// The first range a customer in line is told is a promise, and recorded as one.
async fn promise(app: &App, centre: u32, contact: ContactId) -> Result<()> {
    let running = app.centre(centre)?;
    let range = running
        .ask(move |engine, _| {
            let untold = engine.contact(contact).is_some_and(|found| found.in_line() && found.told_until.is_none());
            engine.estimate_for(contact).filter(|_| untold)
        })
        .await?;
    if let Some(range) = range.filter(|range| range.high_ms > 0) {
        let input = Input::TellWait { contact, low_ms: range.low_ms, high_ms: range.high_ms };
        submit(&running, input, None, None).await?;
    }
    Ok(())
}
