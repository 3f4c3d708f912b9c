//! Tells customers what was committed of theirs: the events say whose contact changed, the view how it stands now.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures_util::future::join_all;
use node::centre::Centre as NodeCentre;
use routing::{Contact, ContactId, Engine, Input, State, WaitRange};
use store::projection::contact_of;
use tokio::time::{MissedTickBehavior, interval};

use super::types::CustomerLive;
use super::{heard, waits};
use crate::centre::{Centre, submit};
use crate::contacts::rows;
use crate::customer::types::CustomerWait;
use crate::customer::view;
use crate::error::Result;
use crate::state::App;

/// How often the wait of those in line is told anew.
const WAITS: Duration = Duration::from_secs(5);
/// Contacts asked about at once; the engine answers nobody else meanwhile.
const ASKED_AT_ONCE: usize = 1_000;
/// Promises made at once: they become durable together.
const TOLD_AT_ONCE: usize = 64;

/// Follows a centre until it stops.
pub fn start(app: App, centre: u32, running: Centre) {
    let mut committed = NodeCentre::committed(&running);
    tokio::spawn(async move {
        let waits = tokio::spawn(tell_waits(app.clone(), centre, running.clone()));
        while let Some(heard) = heard::next(&mut committed).await {
            if heard.missed > 0 {
                tracing::warn!(centre, missed = heard.missed, "customers were told late; their sockets start anew");
                app.customers().restart(centre);
            }
            let touched = heard.rows.iter().flat_map(|row| row.body.events.iter().filter_map(contact_of)).collect();
            if let Err(fault) = tell(&app, centre, &running, touched).await {
                tracing::error!(%fault, centre, "customers could not be told; their sockets start anew");
                app.customers().restart(centre);
            }
        }
        waits.abort();
    });
}

async fn tell(app: &App, centre: u32, running: &Centre, touched: BTreeSet<ContactId>) -> Result<()> {
    if touched.is_empty() {
        return Ok(());
    }
    let asked = touched.clone();
    let untold = move |engine: &Engine| asked.iter().filter_map(|id| untold(engine, engine.contact(*id)?)).collect();
    promise(app, centre, running, untold).await?;
    let here = app.customers().here(centre);
    if here.is_empty() {
        return Ok(());
    }
    let ids = serde_json::to_string(&touched.iter().map(|contact| contact.0).collect::<Vec<_>>()).unwrap_or_default();
    let customers: BTreeSet<u64> = app
        .read(move |view| {
            let mut select = view.prepare_cached(
                "SELECT DISTINCT customer FROM contact
                 WHERE centre = ?1 AND contact IN (SELECT value FROM json_each(?2))",
            )?;
            let found = select.query_map((centre, ids), |row| row.get(0))?;
            Ok(found.collect::<rusqlite::Result<_>>()?)
        })
        .await?;
    for customer in customers.intersection(&here) {
        if let Some(contact) = view::open(app, centre, *customer).await? {
            app.customers().send(centre, *customer, &CustomerLive::Contact { contact });
        }
    }
    Ok(())
}

/// Tells the customer of a contact how it stands now, for what no event of the engine says.
pub async fn contact(app: &App, centre: u32, contact: u64) -> Result<()> {
    let here = app.customers().here(centre);
    let whose = app.read(move |view| rows::customer_and_case(view, centre, contact)).await?;
    let Some((customer, _)) = whose.filter(|(customer, _)| here.contains(customer)) else { return Ok(()) };
    if let Some(contact) = view::open(app, centre, customer).await? {
        app.customers().send(centre, customer, &CustomerLive::Contact { contact });
    }
    Ok(())
}

/// Tells those in line, from time to time, how long it will be.
async fn tell_waits(app: App, centre: u32, running: Centre) {
    let mut waits = interval(WAITS);
    waits.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        waits.tick().await;
        if let Err(fault) = tell_waits_once(&app, centre, &running).await {
            tracing::warn!(%fault, centre, "those in line could not be told how long it will be");
        }
    }
}

async fn tell_waits_once(app: &App, centre: u32, running: &Centre) -> Result<()> {
    let all = |engine: &Engine| {
        let there = engine.contacts().filter(|contact| !contact.nobody);
        there.filter_map(|contact| untold(engine, contact)).take(ASKED_AT_ONCE).collect()
    };
    promise(app, centre, running, all).await?;
    let shown: Vec<ContactId> = app.customers().contacts(centre).into_iter().collect();
    for some in shown.chunks(ASKED_AT_ONCE) {
        let asked = some.to_vec();
        let waits = running.ask(move |engine, _| {
            let waiting = asked.iter().filter_map(|id| engine.contact(*id)).filter(|contact| contact.in_line());
            // Who is being shown to an agent is about to be answered.
            let place = |contact: &Contact| engine.estimate_for(contact.id).filter(|_| contact.state == State::Waiting);
            waiting.map(|contact| (contact.id, contact.queued_at, place(contact))).collect::<Vec<_>>()
        });
        let waiting = waits.await?;
        let places = waiting.iter().filter_map(|(contact, _, place)| Some((*contact, (*place)?)));
        let ranges: BTreeMap<_, _> = waits::in_line(app, centre, places.collect()).await.into_iter().collect();
        for (contact, since, _) in waiting {
            let range = ranges.get(&contact).copied().map(crate::wire::WaitRange::from);
            app.customers().send_wait(centre, contact, CustomerWait { since: since.0, range });
        }
    }
    let mut shown = app.waits().shown(centre);
    let gone = running.ask(move |engine, _| {
        shown.retain(|contact| engine.contact(*contact).is_none_or(|contact| !contact.in_line()));
        shown
    });
    app.waits().forget(centre, &gone.await?);
    Ok(())
}

/// The place of somebody in line who was not told yet how long it may be, and will not be taken at once.
fn untold(engine: &Engine, contact: &Contact) -> Option<(ContactId, WaitRange)> {
    let is_untold = contact.state == State::Waiting && contact.told_until.is_none();
    let place = is_untold.then(|| engine.estimate_for(contact.id)).flatten()?;
    (place.high_ms > 0).then_some((contact.id, place))
}

/// The first range a customer in line is told is a promise, and recorded as one. Who could not be told now will be
/// when the waits are told next.
async fn promise(
    app: &App,
    centre: u32,
    running: &Centre,
    untold: impl FnOnce(&Engine) -> Vec<(ContactId, WaitRange)> + Send + 'static,
) -> Result<()> {
    let places = running.ask(move |engine, _| untold(engine)).await?;
    let mut untold = waits::in_line(app, centre, places).await;
    untold.retain(|(_, range)| range.high_ms > 0);
    for some in untold.chunks(TOLD_AT_ONCE) {
        let tell = |(contact, range): &(ContactId, WaitRange)| {
            let input = Input::TellWait { contact: *contact, low_ms: range.low_ms, high_ms: range.high_ms };
            submit(running, input, None, None)
        };
        for fault in join_all(some.iter().map(tell)).await.into_iter().filter_map(Result::err) {
            tracing::debug!(%fault, "a wait could not be promised");
        }
    }
    Ok(())
}
