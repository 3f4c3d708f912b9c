//! One customer's socket, from hello to close.

use std::collections::BTreeSet;

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code};
use routing::ContactId;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::mpsc::Receiver;
use tokio::time::Instant;

use super::customers::Newcomer;
use super::hub::{To, as_text};
use super::staff::{SAYS_PER_PING, SILENT, ask, pings};
use super::types::{CustomerLive, CustomerSays, StaffLive};
use crate::customer::{act, view};
use crate::error::{Error, Result};
use crate::extract::{self, Visitor};
use crate::state::App;

/// Runs a socket to its end. The first message says who it is: browsers cannot send headers with a socket.
/// `stranger`: its place among those who have not said so yet.
pub async fn run(app: App, mut visitor: Visitor, slug: String, mut socket: WebSocket, stranger: OwnedSemaphorePermit) {
    let hello = hello(&app, &mut visitor, slug, &mut socket).await;
    drop(stranger);
    let Some((who, after)) = hello else {
        return close(&mut socket, close_code::POLICY, "say hello first").await;
    };
    let Some((id, mut inbox)) = app.customers().join(who) else {
        return close(&mut socket, close_code::AGAIN, "too many sockets").await;
    };
    // Joined first, read second: what happens in between comes as a message after the hello.
    if greet(&app, who, id, after, &mut socket).await.is_ok() {
        converse(&app, who, id, &mut socket, &mut inbox).await;
    }
    app.customers().leave(id);
}

async fn hello(
    app: &App,
    visitor: &mut Visitor,
    slug: String,
    socket: &mut WebSocket,
) -> Option<(Newcomer, Option<u64>)> {
    let first = tokio::time::timeout(SILENT, socket.recv()).await.ok()??.ok()?;
    let Message::Text(text) = first else { return None };
    let CustomerSays::Hello { visitor: token, after } = extract::parse(text.as_bytes()).ok()? else { return None };
    *visitor = crate::guard::session::visitor(app, slug, Some(token), visitor.place, Some(visitor.reads)).await.ok()?;
    let holder = visitor.holder?;
    let Visitor { centre, site, .. } = *visitor;
    Some((Newcomer { centre, site, customer: holder.customer, expires: holder.expires }, after))
}

async fn greet(app: &App, who: Newcomer, id: u64, after: Option<u64>, socket: &mut WebSocket) -> Result<()> {
    let contact = view::open(app, who.centre, who.customer).await?;
    let mut messages = Vec::new();
    if let Some(contact) = &contact {
        app.customers().shown(id, ContactId(contact.id));
        messages = act::lines(app, who.centre, contact.id, after).await?;
    }
    let hello = CustomerLive::Hello { as_of: app.now().0, contact, messages };
    let text = as_text(&hello).ok_or(Error::Internal)?;
    socket.send(Message::Text(text)).await.map_err(|_| Error::Unavailable)
}

async fn converse(app: &App, who: Newcomer, id: u64, socket: &mut WebSocket, inbox: &mut Receiver<Utf8Bytes>) {
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
                        Ok(said) => typing(app, who.centre, id, &said),
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

fn typing(app: &App, centre: u32, id: u64, said: &CustomerSays) {
    if let CustomerSays::Typing { typing } = said
        && let Some(ContactId(contact)) = app.customers().contact_of(id)
    {
        let word = StaffLive::Typing { contact, agent: None, typing: *typing };
        app.hub().send(centre, To::Contact { accounts: &BTreeSet::new(), contact }, &word);
    }
}

async fn close(socket: &mut WebSocket, code: u16, why: &'static str) {
    let frame = CloseFrame { code, reason: why.into() };
    // The other side may be gone already.
    let _gone = socket.send(Message::Close(Some(frame))).await.is_err();
}
