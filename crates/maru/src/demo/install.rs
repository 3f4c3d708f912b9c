//! Puts the demo into a fresh folder, through the same doors as a real centre's data.

use std::collections::BTreeSet;

use anyhow::Result;
use api::App;
use api::centre::Centre;
use api::setup::people::{set_serves, set_skills, tell_engine};
use api::setup::publish::{Release, publish};
use api::setup::types::{ChannelLimit, Serves};
use api::wire::{AgentSkill, Channel, Language};
use auth::{Grant, Role};
use routing::Time;
use rusqlite::Transaction;
use serde_json::json;
use store::accounts::{Kind, NewAccount};

use super::people::{AGENTS, CUSTOMERS, LEADS, Staff};
use super::{articles, catalogue, examples, guides};
use crate::helper;
use crate::settings::CENTRE;

/// Articles are looked at again after half a year.
const REVIEW_MS: i64 = 182 * 86_400_000;
/// In `/c/{SITE}`.
pub const SITE: &str = "baedal";

/// Everything at once; a folder is either empty or whole.
pub async fn everything(app: &App, running: &Centre) -> Result<()> {
    let at = app.now();
    let (bot, people) = app.store().write::<_, api::Error>(|tx| {
        let bot = helper::add(tx, at)?;
        let mut people = Vec::new();
        for staff in &LEADS {
            people.push(person(tx, staff, at)?);
        }
        for staff in &AGENTS {
            let id = person(tx, staff, at)?;
            set_serves(tx, CENTRE, id, &serves(&[(Channel::Chat, 3), (Channel::Callback, 1)]))?;
            people.push(id);
        }
        site(tx, at)?;
        customers(tx, at)?;
        knowledge(tx, at)?;
        canned(tx, at)?;
        first_words(tx, at)?;
        Ok((bot, people))
    })?;
    // Supervisors too: only who is on the books can join a conversation or take it over.
    for id in people {
        tell_engine(app, CENTRE, id).await?;
    }
    helper::introduce(app, bot).await?;
    let mut document = catalogue::document(bot);
    guides::fill(&mut document);
    let release = Release { document, note: "데모 시작".into(), by: None, restores: None, language: Language::Ko };
    publish(app, CENTRE, release).await?;
    helper::wake(running, bot).await
}

/// Where a member of staff signs in.
pub fn email(staff: &Staff) -> String {
    format!("{}@demo.maru", staff.mailbox)
}

fn serves(limits: &[(Channel, u16)]) -> Serves {
    let limits = limits.iter().map(|(channel, most)| ChannelLimit { channel: *channel, most: *most }).collect();
    Serves { capacity: 100, auto_accept: false, limits }
}

fn person(tx: &Transaction<'_>, staff: &Staff, at: Time) -> api::Result<u32> {
    let id = store::new_small_id(tx, CENTRE)?;
    let (mailbox, Staff { name, alias, .. }) = (email(staff), staff);
    let language = if name.is_ascii() { "en" } else { "ko" };
    let new = NewAccount { account: id, kind: Kind::Person, email: Some(&mailbox), name, alias, language, at };
    store::accounts::create(tx, CENTRE, &new)?;
    let role = |name: &&str| Role::ALL.into_iter().find(|role| role.name() == *name);
    let grants: BTreeSet<Grant> = staff.roles.iter().filter_map(role).map(|role| Grant { role, client: 0 }).collect();
    auth::people::set_grants(tx, CENTRE, id, &grants, auth::people::By { account: None, at, why: "demo" })?;
    if staff.roles.contains(&"agent") || staff.roles.contains(&"supervisor") {
        set_serves(tx, CENTRE, id, &serves(&[(Channel::Chat, 3)]))?;
        let skills: Vec<AgentSkill> =
            staff.skills.iter().map(|(skill, level)| AgentSkill { skill: skill.0, level: *level }).collect();
        set_skills(tx, CENTRE, id, &skills)?;
    }
    Ok(id)
}

fn site(tx: &Transaction<'_>, at: Time) -> api::Result<()> {
    let id = store::new_id(tx, CENTRE)?;
    let secret = auth::visitor::new_secret()?;
    tx.execute(
        "INSERT INTO site (centre, site, slug, name, secret, origins, language, created_at)
         VALUES (?1, ?2, ?3, '마루배달 고객센터', ?4, '[]', 'ko', ?5)",
        (CENTRE, id, SITE, secret.as_bytes(), at.0),
    )?;
    Ok(())
}

fn customers(tx: &Transaction<'_>, at: Time) -> api::Result<()> {
    for person in &CUSTOMERS {
        let id = store::new_id(tx, CENTRE)?;
        let segment = match person.key.as_bytes().first() {
            Some(b'm') => "merchant",
            Some(b'r') => "courier",
            _ => "customer",
        };
        tx.execute(
            "INSERT INTO customer (centre, customer, state, key, segment, name, phone, email, language, created_at, updated_at)
             VALUES (?1, ?2, 'known', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
            (
                CENTRE,
                id,
                person.key,
                segment,
                person.name,
                person.phone.replace('-', ""),
                person.email,
                person.language,
                at.0,
            ),
        )?;
        for order in person.orders {
            // Fresh for whoever opens the demo, also where the time before was lived first.
            let placed = node::clock::now().plus_ms(-order.minutes_ago * 60_000);
            tx.execute(
                "INSERT INTO order_record (centre, order_id, customer, key, title, status, amount, placed_at, updated_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                (CENTRE, store::new_id(tx, CENTRE)?, id, order.key, order.title, order.status, order.amount, placed.0, at.0),
            )?;
        }
    }
    Ok(())
}

fn knowledge(tx: &Transaction<'_>, at: Time) -> api::Result<()> {
    for article in articles::all() {
        let edit = serde_json::from_value(json!({
            "title": article.title, "about": article.about, "steps": article.steps, "body": article.body,
            "reasons": article.reasons, "state": "published", "public": article.public, "takes_ms": 120_000, "revision": 0,
            "review_at": at.plus_ms(REVIEW_MS).0,
        }))
        .map_err(|_| api::Error::Internal)?;
        api::knowledge::write::put(tx, CENTRE, None, &edit, None, at)?;
    }
    Ok(())
}

fn first_words(tx: &Transaction<'_>, at: Time) -> api::Result<()> {
    for (text, reason) in examples::all() {
        tx.execute(
            "INSERT INTO reason_example (centre, example, reason, text, source, made_at, made_by)
             VALUES (?1, ?2, ?3, ?4, 'written', ?5, 0) ON CONFLICT (centre, reason, text) DO NOTHING",
            (CENTRE, store::new_id(tx, CENTRE)?, reason, text, at.0),
        )?;
    }
    Ok(())
}

fn canned(tx: &Transaction<'_>, at: Time) -> api::Result<()> {
    const LINES: [(&str, &str); 6] = [
        ("첫인사", "안녕하세요, {customer.name|고객}님. 말씀 주신 내용 바로 확인해 볼게요."),
        ("확인 중", "확인하는 데 1~2분 걸려요. 잠시만 기다려 주세요."),
        ("환불 안내", "환불은 결제하신 수단으로 영업일 3~5일 안에 돌아와요."),
        ("배달 지연 사과", "배달이 늦어져 정말 죄송해요. 라이더 위치를 확인하고 있어요."),
        ("쿠폰 지급", "불편을 드려 죄송한 마음에 3,000원 쿠폰을 넣어 드렸어요."),
        ("끝인사", "더 도와드릴 일이 있을까요? 언제든 다시 말씀해 주세요."),
    ];
    for (title, body) in LINES {
        tx.execute(
            "INSERT INTO canned (centre, canned, title, body, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4, ?5, 0)",
            (CENTRE, store::new_id(tx, CENTRE)?, title, body, at.0),
        )?;
    }
    Ok(())
}
