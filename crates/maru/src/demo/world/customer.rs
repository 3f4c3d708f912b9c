//! A simulated customer: comes, chooses, writes, waits, and leaves when it takes too long.

use api::App;
use routing::Time;
use serde_json::{Value, json};

use super::Dice;
use super::door::{Door, Who};
use super::lines::{ASKS, REPLIES};
use crate::demo::examples;
use crate::demo::install::SITE;
use crate::demo::people::CUSTOMERS;
use crate::settings::CENTRE;

/// How long she takes for each thing, in ms.
const PACE_MS: u64 = 7_000;
/// How long she waits in line before she leaves, in ms.
const PATIENCE_MS: u64 = 150_000;
/// The site's word holds for this long, in seconds.
const TOKEN_S: i64 = 3_600;

pub struct Customer {
    who: Who,
    next: Time,
    leaves_at: Time,
    said: usize,
}

impl Customer {
    /// Somebody comes: so many in a hundred are known to the site.
    pub async fn arrive(app: &App, door: &Door, known_in_100: u64, dice: &mut Dice) -> Option<Customer> {
        let now = app.now();
        let person = u32::try_from(dice.below(1 << 20)).unwrap_or_default() | (1 << 20);
        let mut who = Who::Visitor { person, token: None };
        if dice.in_100(known_in_100) {
            let token = signed(app, dice)?;
            let said = door.post(&who, &path("/identify"), json!({ "token": token })).await?;
            who = with_token(who, &said);
        }
        let ask = dice.one(&ASKS)?;
        let words = dice.one(&examples::said(ask.reason)).copied().unwrap_or(ask.words);
        let body = json!({ "reason": ask.reason, "words": words });
        let opened = door.post(&who, &path("/contacts"), body).await?;
        let who = with_token(who, &opened);
        let next = now.plus_ms(dice.about(PACE_MS));
        Some(Customer { who, next, leaves_at: now.plus_ms(dice.about(PATIENCE_MS)), said: 0 })
    }

    /// Goes on; false when she has left.
    pub async fn act(&mut self, door: &Door, now: Time, dice: &mut Dice) -> bool {
        if now < self.next {
            return true;
        }
        self.next = now.plus_ms(dice.about(PACE_MS));
        let Some(contact) = door.get(&self.who, &path("/contact")).await else { return false };
        match contact.get("state").and_then(Value::as_str).unwrap_or_default() {
            "choosing" => self.choose(door, &contact, dice).await,
            "self_service" => self.after_reading(door, dice).await,
            "waiting" | "nobody_there" => self.wait(door, now).await,
            "with_bot" => self.with_bot(door, dice).await,
            "with_person" => self.talk(door, dice).await,
            "on_hold" => {}
            "closed" => {
                self.survey(door, &contact, dice).await;
                return false;
            }
            // A booked callback is kept by the centre: she closes the page.
            _ => return false,
        }
        true
    }

    async fn choose(&self, door: &Door, contact: &Value, dice: &mut Dice) {
        let options = contact.get("options").and_then(Value::as_array).cloned().unwrap_or_default();
        // Most take the way that is shown first.
        let ways = if dice.in_100(70) { 1 } else { options.len() as u64 };
        let at = usize::try_from(dice.below(ways)).unwrap_or_default();
        let chosen = options.get(at).and_then(|option| option.get("treatment")).and_then(Value::as_str);
        match chosen {
            Some("callback") => {
                let slots = options.get(at).and_then(|option| option.get("slots")).and_then(Value::as_array).cloned();
                let slot = slots.and_then(|slots| slots.first()?.get("start").cloned());
                let body = json!({ "treatment": "callback", "channel": null, "slot": slot, "phone": "01000009999" });
                if door.post(&self.who, &path("/contact/choose"), body).await.is_none() {
                    self.person(door).await;
                }
            }
            Some(treatment @ ("bot" | "self_service")) => {
                let body = json!({ "treatment": treatment, "channel": null, "slot": null, "phone": null });
                if door.post(&self.who, &path("/contact/choose"), body).await.is_none() {
                    self.person(door).await;
                }
            }
            _ => self.person(door).await,
        }
    }

    async fn person(&self, door: &Door) {
        door.post(&self.who, &path("/contact/person"), json!({ "channel": "chat" })).await;
    }

    async fn after_reading(&self, door: &Door, dice: &mut Dice) {
        let solved = dice.in_100(65);
        door.post(&self.who, &path("/contact/solved"), json!({ "solved": solved })).await;
    }

    async fn wait(&mut self, door: &Door, now: Time) {
        if now >= self.leaves_at {
            door.post(&self.who, &path("/contact/leave"), json!({})).await;
        }
    }

    async fn with_bot(&mut self, door: &Door, dice: &mut Dice) {
        self.said += 1;
        if self.said > 3 {
            let solved = dice.in_100(60);
            door.post(&self.who, &path("/contact/solved"), json!({ "solved": solved })).await;
        } else {
            self.say(door, "다음").await;
        }
    }

    async fn talk(&mut self, door: &Door, dice: &mut Dice) {
        self.said += 1;
        if let Some(reply) = dice.one(&REPLIES).filter(|_| self.said <= 4) {
            self.say(door, reply).await;
        }
    }

    async fn say(&self, door: &Door, text: &str) {
        let key = uuid::Uuid::now_v7().to_string();
        door.post(&self.who, &path("/contact/messages"), json!({ "body": text, "client_key": key })).await;
    }

    async fn survey(&self, door: &Door, contact: &Value, dice: &mut Dice) {
        let asked = contact.get("survey").and_then(Value::as_bool).unwrap_or_default();
        if asked && dice.in_100(40) {
            let body = json!({ "contact": contact.get("id"), "ease": 7 - dice.below(4), "words": null });
            door.post(&self.who, &path("/contact/survey"), body).await;
        }
    }
}

fn path(rest: &str) -> String {
    format!("/api/c/{SITE}{rest}")
}

fn with_token(who: Who, answer: &Value) -> Who {
    match (&who, answer.get("visitor").and_then(Value::as_str)) {
        (Who::Visitor { person, .. }, Some(token)) => Who::Visitor { person: *person, token: Some(token.to_owned()) },
        _ => who,
    }
}

/// The site's signed word for one of its customers.
fn signed(app: &App, dice: &mut Dice) -> Option<String> {
    let person = dice.one(&CUSTOMERS)?;
    let secret: Vec<u8> = app
        .store()
        .read::<_, store::Error>(|view| {
            let sql = "SELECT secret FROM site WHERE centre = ?1 AND slug = ?2";
            Ok(view.query_row(sql, (CENTRE, SITE), |row| row.get(0))?)
        })
        .ok()?;
    let claims = auth::visitor::Claims {
        sub: person.key.into(),
        name: person.name.into(),
        exp: app.now().0 / 1_000 + TOKEN_S,
        iat: None,
        email: None,
        phone: None,
    };
    auth::visitor::sign(&secret, &claims).ok()
}
