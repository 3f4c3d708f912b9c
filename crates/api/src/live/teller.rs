//! Tells the sockets of a centre what was committed: the events say who is concerned, the tables say how things are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use node::centre::Centre as NodeCentre;
use routing::{AgentId, ContactId, Event, OfferId};
use store::projection::contact_of;

use super::heard;
use super::hub::To;
use super::types::StaffLive;
use crate::centre::Centre;
use crate::contacts::rows;
use crate::contacts::types::{ContactRow, ContactState};
use crate::error::Result;
use crate::me::presence;
use crate::offers;
use crate::rows::Names;
use crate::state::App;

/// Follows a centre until it stops. Rows of contacts are told from here alone, each read after what it tells of, so
/// that an older one never comes after a newer.
pub fn start(app: App, centre: u32, running: &Centre) {
    let mut committed = NodeCentre::committed(running);
    let touched = app.hub().touched(centre);
    tokio::spawn(async move {
        loop {
            let mut news = News::default();
            tokio::select! {
                heard = heard::next(&mut committed) => {
                    let Some(heard) = heard else { return };
                    if heard.missed > 0 {
                        tracing::warn!(centre, missed = heard.missed, "desks were told late; their sockets start anew");
                        app.hub().restart(centre);
                    }
                    heard.rows.iter().for_each(|row| news.add(&row.body.events));
                }
                () = touched.some() => {}
            }
            for contact in touched.take() {
                news.contacts.entry(contact).or_default();
            }
            // What was touched may have been told with the rows before it.
            if news == News::default() {
                continue;
            }
            if let Err(fault) = tell(&app, centre, news).await {
                tracing::error!(%fault, centre, "desks could not be told; their sockets start anew");
                app.hub().restart(centre);
            }
        }
    });
}

/// What some rows concern.
#[derive(Debug, Default, PartialEq, Eq)]
struct News {
    /// Contacts touched, with the agents named in what touched them.
    contacts: BTreeMap<ContactId, BTreeSet<AgentId>>,
    presence: BTreeSet<AgentId>,
    /// What became of offers, the last word for each.
    offers: BTreeMap<OfferId, (AgentId, OfferNews)>,
    published: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OfferNews {
    Made,
    Gone,
}

impl News {
    fn add(&mut self, events: &[Event]) {
        for event in events {
            if let Some(contact) = contact_of(event) {
                self.contacts.entry(contact).or_default().extend(agent_of(event));
            }
            match event {
                Event::Published { .. } => self.published = true,
                Event::PresenceChanged { agent, .. } | Event::DeviceChanged { agent, .. } => {
                    self.presence.insert(*agent);
                }
                Event::Offered { offer, agent, .. } => {
                    self.offers.insert(*offer, (*agent, OfferNews::Made));
                }
                Event::OfferEnded { offer, agent, .. } | Event::Connected { offer: Some(offer), agent, .. } => {
                    self.offers.insert(*offer, (*agent, OfferNews::Gone));
                }
                _ => {}
            }
        }
    }
}

/// How things are now, as far as the news goes.
struct Picture {
    rows: Vec<ContactRow>,
    offers: Vec<(u32, crate::offers::types::OfferView)>,
    presence: Vec<(u32, crate::wire::PresenceView)>,
}

async fn tell(app: &App, centre: u32, news: News) -> Result<()> {
    if news.published {
        app.forget_catalogue(centre);
    }
    let catalogue = app.catalogue(centre).await?;
    let news = Arc::new(news);
    let wanted = Arc::clone(&news);
    let picture = app
        .read(move |view| {
            let names = Names::load(view, centre)?;
            let ids: Vec<u64> = wanted.contacts.keys().map(|contact| contact.0).collect();
            let ids = serde_json::to_string(&ids).unwrap_or_default();
            const WANTED: &str = "c.contact IN (SELECT value FROM json_each(?2))";
            let rows = rows::find(view, centre, &catalogue, &names, WANTED, &[&ids])?;
            let made = wanted.offers.iter().filter(|(_, (_, news))| *news == OfferNews::Made);
            let made: Vec<u64> = made.map(|(offer, _)| offer.0).collect();
            let offers = offers::rows::open(view, centre, &rows, &made)?;
            let agents = wanted.presence.iter().map(|agent| agent.0);
            let found = agents.map(|agent| Ok(presence::of(view, centre, agent)?.map(|presence| (agent, presence))));
            let presence = found.filter_map(Result::transpose).collect::<Result<_>>()?;
            Ok(Picture { rows, offers, presence })
        })
        .await?;
    for (agent, presence) in picture.presence {
        app.hub().send(centre, To::Account(agent), &StaffLive::Presence { presence });
    }
    for mut contact in picture.rows {
        contact.here = app.hub().here(centre, contact.id);
        let holders = holders(&contact);
        let named = news.contacts.get(&ContactId(contact.id)).into_iter().flatten().map(|agent| agent.0);
        let id = contact.id;
        for gone in named.filter(|agent| !holders.contains(agent)) {
            app.hub().send(centre, To::Account(gone), &StaffLive::ContactGone { contact: id });
        }
        app.hub().send(centre, To::Contact { accounts: &holders, contact: id }, &StaffLive::Contact { contact });
    }
    for (offer, (agent, what)) in &news.offers {
        if *what == OfferNews::Gone {
            app.hub().send(centre, To::Account(agent.0), &StaffLive::OfferGone { offer: offer.0 });
        }
    }
    for (agent, mut offer) in picture.offers {
        offer.contact.here = app.hub().here(centre, offer.contact.id);
        app.hub().send(centre, To::Account(agent), &StaffLive::Offer { offer });
    }
    Ok(())
}

/// Everyone in whose list a contact is.
pub fn holders(contact: &ContactRow) -> BTreeSet<u32> {
    let serving = matches!(contact.state, ContactState::Talking | ContactState::Held);
    let serving = contact.agent.iter().filter(|_| serving).map(|agent| agent.id);
    let joined = contact.joined.iter().map(|part| part.agent.id);
    serving.chain(joined).chain(contact.wrapping_up.iter().copied()).collect()
}

/// An agent who may have had the contact in her list.
fn agent_of(event: &Event) -> Option<AgentId> {
    match event {
        Event::Connected { agent, .. }
        | Event::LegEnded { agent, .. }
        | Event::AgentParted { agent, .. }
        | Event::WrappedUp { agent, .. } => Some(*agent),
        Event::Ended { agent, .. } => *agent,
        _ => None,
    }
}
