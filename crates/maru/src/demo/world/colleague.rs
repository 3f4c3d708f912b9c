//! A simulated colleague: takes offers, answers, ends, writes up, and rests.

use std::collections::BTreeMap;

use api::App;
use auth::Purpose;
use routing::{ContactId, Presence, Time};
use serde_json::json;

use super::door::{Door, Who};
use super::lines::{ANSWERS, FAREWELL};
use super::{Desk, Dice};
use crate::settings::CENTRE;

/// How long a colleague takes to look at an offer, in ms.
const LOOK_MS: u64 = 4_000;
/// How long she takes to write a line, in ms.
const WRITE_MS: u64 = 9_000;
/// How long she writes up, in ms.
const WRAP_UP_MS: u64 = 7_000;
/// Lines before she says good-bye.
const LINES: usize = 3;
/// How late she is for her shift and her breaks, in ms.
const LATE_MS: u64 = 4_000;
/// How often she makes sure that she is signed in while nothing is refused, in ms. Sessions end by age, and by rest while a real person
/// has the seat.
const CHECK_MS: i64 = 600_000;

pub struct Colleague {
    pub account: u32,
    /// When a real person's screen was last seen open in this seat.
    pub real_at: Option<Time>,
    who: Who,
    checked_at: Option<Time>,
    moves_at: Option<Time>,
    talks: BTreeMap<ContactId, Talk>,
    wrap_ups: BTreeMap<ContactId, Time>,
}

struct Talk {
    said: usize,
    next: Time,
}

impl Colleague {
    /// Not signed in yet.
    pub fn new(account: u32) -> Colleague {
        Colleague {
            account,
            real_at: None,
            who: Who::Nobody(account),
            checked_at: None,
            moves_at: None,
            talks: BTreeMap::new(),
            wrap_ups: BTreeMap::new(),
        }
    }

    /// Signs in by a one-time link, like anybody, when there is no session (any more).
    pub async fn keep_signed_in(&mut self, app: &App, door: &Door) {
        let (now, account) = (app.now(), self.account);
        if self.checked_at.is_some_and(|at| now.since_ms(at) < CHECK_MS) {
            return;
        }
        self.checked_at = Some(now);
        if door.get(&self.who, "/api/me").await.is_some() {
            return;
        }
        let link = app.store().write(|tx| auth::issue_link(tx, CENTRE, account, Purpose::Demo, None, now));
        let Ok(token) = link else { return };
        if let Some(cookie) = door.sign_in(token.reveal(), account).await {
            self.who = Who::Staff { account, cookie };
        }
    }

    /// `planned` is what the roster has her do now.
    pub async fn act(&mut self, door: &Door, desk: &Desk, planned: Presence, now: Time, dice: &mut Dice) {
        self.presence(door, desk, planned, now, dice).await;
        self.offer(door, desk, now, dice).await;
        self.talks.retain(|contact, _| desk.talks.contains(contact));
        for contact in &desk.talks {
            let first = Talk { said: 0, next: now.plus_ms(dice.about(WRITE_MS)) };
            let talk = self.talks.entry(*contact).or_insert(first);
            if now >= talk.next {
                talk.next = now.plus_ms(dice.about(WRITE_MS));
                talk.said += 1;
                let said = talk.said;
                self.speak(door, *contact, said, dice).await;
            }
        }
        self.wrap_ups.retain(|contact, _| desk.wrap_ups.contains(contact));
        for contact in &desk.wrap_ups {
            let due = *self.wrap_ups.entry(*contact).or_insert_with(|| now.plus_ms(dice.about(WRAP_UP_MS)));
            if now >= due {
                let outcome = if dice.in_100(85) { "solved" } else { "follow_up" };
                let body = json!({ "reason": null, "outcome": outcome, "summary": null });
                self.does(door, &format!("/api/contacts/{}/wrap-up", contact.0), body).await;
            }
        }
    }

    /// Does what is planned, a little late. She takes nothing new once her shift is over, and leaves when the last contact is done.
    async fn presence(&mut self, door: &Door, desk: &Desk, planned: Presence, now: Time, dice: &mut Dice) {
        let busy = !desk.talks.is_empty() || !desk.wrap_ups.is_empty() || desk.offer.is_some();
        let planned = if planned == Presence::Offline && busy { Presence::Break } else { planned };
        // A rest that the engine gave is hers.
        if desk.presence == planned || desk.presence == Presence::Rest {
            self.moves_at = None;
            return;
        }
        if now >= *self.moves_at.get_or_insert_with(|| now.plus_ms(dice.about(LATE_MS))) {
            self.moves_at = None;
            self.choose(door, planned).await;
        }
    }

    pub async fn choose(&mut self, door: &Door, presence: Presence) {
        let presence = api::wire::Presence::from(presence);
        self.does(door, "/api/me/presence", json!({ "presence": presence, "until": null })).await;
    }

    async fn offer(&mut self, door: &Door, desk: &Desk, now: Time, dice: &mut Dice) {
        let Some((offer, since)) = desk.offer else { return };
        if now.since_ms(since) < dice.about(LOOK_MS) {
            return;
        }
        if dice.in_100(4) {
            self.does(door, &format!("/api/offers/{}/decline", offer.0), json!({ "cause": "busy" })).await;
        } else {
            self.does(door, &format!("/api/offers/{}/accept", offer.0), json!({})).await;
        }
    }

    async fn speak(&mut self, door: &Door, contact: ContactId, said: usize, dice: &mut Dice) {
        let path = format!("/api/contacts/{}/messages", contact.0);
        if said > LINES {
            self.does(door, &format!("/api/contacts/{}/end", contact.0), json!({})).await;
            return;
        }
        let line = if said == LINES { Some(&FAREWELL) } else { dice.one(&ANSWERS) };
        let key = uuid::Uuid::now_v7().to_string();
        let body = json!({ "kind": "text", "body": line, "client_key": key, "article": null });
        self.does(door, &path, body).await;
    }

    /// Does something; when it is refused, she looks whether she is still signed in.
    async fn does(&mut self, door: &Door, path: &str, body: serde_json::Value) {
        if door.post(&self.who, path, body).await.is_none() {
            self.checked_at = None;
        }
    }
}
