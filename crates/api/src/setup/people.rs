//! People: accounts, rights, how they serve and what they can do. The engine hears of every change at once.

use std::collections::{BTreeMap, BTreeSet};

use auth::{Grant, Purpose};
use routing::{AgentId, AgentProfile, Input, SkillId};
use rusqlite::{Connection, Transaction};
use serde_json::json;
use store::accounts::{self, Account, NewAccount, State};
use store::audit;

use super::types::{
    ChannelLimit, NewPerson, People, Person, PersonChange, PersonWithLink, Serves, SetSkill, SignInLink, SkillMatrix,
    SkillRow,
};
use crate::centre::submit;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::floor::types::AgentSkill;
use crate::rows::{as_word, parse_word};
use crate::state::App;
use crate::wire::{AgentKind, Channel, Language, Role};

/// Longest name or alias, in characters.
const NAME_CHARS: usize = 60;
/// Longest e-mail address, in characters.
const EMAIL_CHARS: usize = 254;
/// All of a person's attention, as the engine counts it.
const FULL_ATTENTION: u32 = 100;

/// Everyone, by name.
pub fn list(view: &Connection, centre: u32) -> Result<People> {
    let mut people =
        accounts::all(view, centre)?.into_iter().map(|account| person(view, account)).collect::<Result<Vec<_>>>()?;
    people.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(People { people })
}

/// One account.
pub fn read(view: &Connection, centre: u32, id: u32) -> Result<Person> {
    person(view, accounts::by_id(view, centre, id)?.ok_or(Error::NotFound)?)
}

fn person(view: &Connection, account: Account) -> Result<Person> {
    let (centre, id) = (account.centre, account.account);
    let grants = auth::people::grants(view, centre, id)?;
    let sql = "SELECT password_hash IS NOT NULL FROM account WHERE centre = ?1 AND account = ?2";
    let has_password = view.prepare_cached(sql)?.query_row((centre, id), |row| row.get(0))?;
    Ok(Person {
        id,
        kind: match account.kind {
            accounts::Kind::Person => AgentKind::Person,
            accounts::Kind::Bot => AgentKind::Bot,
        },
        name: account.name,
        alias: account.alias,
        email: account.email,
        language: parse_word(&account.language).unwrap_or(Language::Ko),
        roles: grants.iter().map(|grant| Role::from(grant.role)).collect(),
        client: grants.iter().map(|grant| grant.client).find(|client| *client != 0),
        active: account.state != State::Disabled,
        has_password,
        serves: serves(view, centre, id)?,
        skills: skills(view, centre, id)?,
    })
}

fn serves(view: &Connection, centre: u32, agent: u32) -> Result<Option<Serves>> {
    use rusqlite::OptionalExtension;
    let sql = "SELECT capacity, auto_accept, limits FROM agent WHERE centre = ?1 AND agent = ?2";
    let read = |row: &rusqlite::Row<'_>| {
        let limits: BTreeMap<Channel, u16> = crate::rows::json(row, 2)?;
        let limits = limits.into_iter().map(|(channel, most)| ChannelLimit { channel, most }).collect();
        Ok(Serves { capacity: row.get(0)?, auto_accept: row.get(1)?, limits })
    };
    Ok(view.prepare_cached(sql)?.query_row((centre, agent), read).optional()?)
}

fn skills(view: &Connection, centre: u32, agent: u32) -> Result<Vec<AgentSkill>> {
    let sql = "SELECT skill, level FROM agent_skill WHERE centre = ?1 AND agent = ?2 ORDER BY skill";
    let mut select = view.prepare_cached(sql)?;
    let found = select.query_map((centre, agent), |row| Ok(AgentSkill { skill: row.get(0)?, level: row.get(1)? }))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Everyone who may serve, as the engine knows them.
pub fn profiles(view: &Connection, centre: u32) -> Result<Vec<AgentProfile>> {
    let everyone = accounts::all(view, centre)?.into_iter().filter(|account| account.state != State::Disabled);
    let profiles = everyone.map(|account| profile(view, &account)).collect::<Result<Vec<_>>>()?;
    Ok(profiles.into_iter().flatten().collect())
}

/// Who serves as it is written down; a supervisor who serves no channel is known, too, so that she can join any
/// conversation, but nothing is offered to her.
fn profile(view: &Connection, account: &Account) -> Result<Option<AgentProfile>> {
    let (centre, id) = (account.centre, account.account);
    let supervises = auth::people::grants(view, centre, id)?.iter().any(|grant| grant.role == auth::Role::Supervisor);
    let watching = Serves { capacity: FULL_ATTENTION, auto_accept: false, limits: Vec::new() };
    let Some(serves) = serves(view, centre, id)?.or(supervises.then_some(watching)) else { return Ok(None) };
    let sql = "SELECT coalesce(max(short_rest), 0) FROM agent WHERE centre = ?1 AND agent = ?2";
    let skills = skills(view, centre, id)?;
    Ok(Some(AgentProfile {
        agent: AgentId(id),
        kind: match account.kind {
            accounts::Kind::Person => routing::AgentKind::Person,
            accounts::Kind::Bot => routing::AgentKind::Bot,
        },
        skills: skills.into_iter().map(|skill| (SkillId(skill.skill), skill.level)).collect(),
        capacity: serves.capacity,
        limits: serves.limits.into_iter().map(|limit| (limit.channel.into(), limit.most)).collect(),
        auto_accept: serves.auto_accept,
        short_rest: view.prepare_cached(sql)?.query_row((centre, id), |row| row.get(0))?,
        predicted: BTreeMap::new(),
    }))
}

/// Tells the engine how a person serves now, or that she does no more.
pub async fn tell_engine(app: &App, centre: u32, id: u32) -> Result<()> {
    let found = app
        .read(move |view| {
            let account = accounts::by_id(view, centre, id)?.filter(|account| account.state != State::Disabled);
            account.map_or(Ok(None), |account| profile(view, &account))
        })
        .await?;
    let running = app.centre(centre)?;
    let known = running.ask(move |engine, _| engine.agent(AgentId(id)).is_some()).await?;
    match found {
        Some(profile) => submit(&running, Input::Agent { profile }, None, None).await.map(|_| ()),
        None if known => submit(&running, Input::AgentGone { agent: AgentId(id) }, None, None).await.map(|_| ()),
        None => Ok(()),
    }
}

/// Adds a person and makes her first link.
pub async fn add(app: &App, staff: &Staff, body: NewPerson) -> Result<PersonWithLink> {
    let mut fields = Fields::default();
    fields.text(&body.name, NAME_CHARS, "name");
    fields.text(&body.alias, NAME_CHARS, "alias");
    fields.text(&body.email, EMAIL_CHARS, "email");
    fields.need(body.email.contains('@'), "email", FieldCode::Invalid);
    fields.check()?;
    let (centre, by, at) = (staff.centre, staff.account, app.now());
    let id = app
        .write(move |tx| {
            let id = store::new_small_id(tx, centre)?;
            let new = NewAccount {
                account: id,
                kind: accounts::Kind::Person,
                email: Some(&body.email),
                name: body.name.trim(),
                alias: body.alias.trim(),
                language: &as_word(&body.language)?,
                at,
            };
            if !accounts::create(tx, centre, &new)? {
                return Err(Error::field("email", FieldCode::Taken));
            }
            let grants = body.roles.iter().map(|role| grant(*role, body.client)).collect();
            let who = auth::people::By { account: Some(by), at, why: "added" };
            auth::people::set_grants(tx, centre, id, &grants, who)?;
            if let Some(serves) = &body.serves {
                set_serves(tx, centre, id, serves)?;
                set_skills(tx, centre, id, &body.skills)?;
            }
            record(tx, staff_entry(centre, by, at.0, id, "added"))?;
            Ok(id)
        })
        .await?;
    tell_engine(app, centre, id).await?;
    let link = link(app, staff, id, Purpose::Invite).await?;
    Ok(PersonWithLink { person: app.read(move |view| read(view, centre, id)).await?, link })
}

/// Makes a new one-time link.
pub async fn link(app: &App, staff: &Staff, id: u32, purpose: Purpose) -> Result<SignInLink> {
    let (centre, by, at) = (staff.centre, staff.account, app.now());
    app.read(move |view| read(view, centre, id)).await?;
    let token = app.write(move |tx| Ok(auth::issue_link(tx, centre, id, purpose, Some(by), at)?)).await?;
    let url = app.config().public_url.sign_in_link(token.reveal());
    Ok(SignInLink { url, expires: at.plus_ms(auth::LINK_MS).0 })
}

/// Changes what is given; a right taken away ends the sessions.
pub async fn change(app: &App, staff: &Staff, id: u32, body: PersonChange) -> Result<Person> {
    let mut fields = Fields::default();
    for (text, name) in [(&body.name, "name"), (&body.alias, "alias")] {
        if let Some(text) = text {
            fields.text(text, NAME_CHARS, name);
        }
    }
    fields.check()?;
    let (centre, by, at) = (staff.centre, staff.account, app.now());
    app.write(move |tx| {
        let before = read(tx, centre, id)?;
        let language = as_word(&body.language.unwrap_or(before.language))?;
        let (name, alias) = (body.name.unwrap_or(before.name), body.alias.unwrap_or(before.alias));
        let email = body.email.map(|email| accounts::fold(&email)).or(before.email);
        tx.execute(
            "UPDATE account SET name = ?3, alias = ?4, email = ?5, language = ?6 WHERE centre = ?1 AND account = ?2",
            (centre, id, name.trim(), alias.trim(), email, language),
        )?;
        let who = auth::people::By { account: Some(by), at, why: "changed in setup" };
        if let Some(roles) = body.roles {
            let client = body.client.or(before.client);
            let grants: BTreeSet<Grant> = roles.iter().map(|role| grant(*role, client)).collect();
            auth::people::set_grants(tx, centre, id, &grants, who)?;
        }
        match body.active {
            Some(true) if !before.active => auth::people::enable(tx, centre, id, who)?,
            Some(false) if before.active => auth::people::disable(tx, centre, id, who)?,
            _ => {}
        }
        if let Some(serves) = &body.serves {
            set_serves(tx, centre, id, serves)?;
        }
        if let Some(skills) = &body.skills {
            set_skills(tx, centre, id, skills)?;
        }
        record(tx, staff_entry(centre, by, at.0, id, "changed"))
    })
    .await?;
    app.auth().rights_changed();
    tell_engine(app, centre, id).await?;
    app.read(move |view| read(view, centre, id)).await
}

/// The matrix of people and levels.
pub fn matrix(view: &Connection, centre: u32) -> Result<SkillMatrix> {
    let people = list(view, centre)?.people.into_iter().filter(|person| person.serves.is_some());
    let people = people.map(|person| SkillRow { id: person.id, name: person.name, skills: person.skills });
    Ok(SkillMatrix { people: people.collect() })
}

/// Sets one level; 0 takes the skill away.
pub async fn set_skill(app: &App, staff: &Staff, body: SetSkill) -> Result<SkillRow> {
    let mut fields = Fields::default();
    fields.need(body.level <= 5, "level", FieldCode::OutOfRange);
    fields.check()?;
    let catalogue = app.catalogue(staff.centre).await?;
    let known = catalogue.document.iter().flat_map(|document| &document.skills).any(|skill| skill.id.0 == body.skill);
    if !known {
        return Err(Error::field("skill", FieldCode::NotThere));
    }
    let (centre, by, at, id) = (staff.centre, staff.account, app.now(), body.person);
    let row = app
        .write(move |tx| {
            let person = read(tx, centre, id)?;
            if person.serves.is_none() {
                return Err(Error::NotFound);
            }
            let mut skills = person.skills;
            skills.retain(|skill| skill.skill != body.skill);
            if body.level > 0 {
                skills.push(AgentSkill { skill: body.skill, level: body.level });
            }
            set_skills(tx, centre, id, &skills)?;
            record(tx, staff_entry(centre, by, at.0, id, "skill"))?;
            let person = read(tx, centre, id)?;
            Ok(SkillRow { id, name: person.name, skills: person.skills })
        })
        .await?;
    tell_engine(app, centre, id).await?;
    Ok(row)
}

/// How an agent serves, written down.
pub fn set_serves(tx: &Transaction<'_>, centre: u32, agent: u32, serves: &Serves) -> Result<()> {
    let limits: BTreeMap<Channel, u16> = serves.limits.iter().map(|limit| (limit.channel, limit.most)).collect();
    let limits = serde_json::to_string(&limits).map_err(|_| Error::Internal)?;
    tx.execute(
        "INSERT INTO agent (centre, agent, capacity, limits, auto_accept) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET capacity = ?3, limits = ?4, auto_accept = ?5",
        (centre, agent, serves.capacity, limits, serves.auto_accept),
    )?;
    Ok(())
}

/// Exactly these levels.
pub fn set_skills(tx: &Transaction<'_>, centre: u32, agent: u32, skills: &[AgentSkill]) -> Result<()> {
    tx.execute("DELETE FROM agent_skill WHERE centre = ?1 AND agent = ?2", (centre, agent))?;
    for skill in skills {
        let values = (centre, agent, skill.skill, skill.level);
        tx.execute("INSERT INTO agent_skill (centre, agent, skill, level) VALUES (?1, ?2, ?3, ?4)", values)?;
    }
    Ok(())
}

fn grant(role: Role, client: Option<u64>) -> Grant {
    let client = if role == Role::Client { client.unwrap_or_default() } else { 0 };
    Grant { role: role.into(), client }
}

/// An audit entry about a person, without personal data.
struct PersonEntry {
    centre: u32,
    by: u32,
    at: i64,
    person: u32,
    what: &'static str,
}

fn staff_entry(centre: u32, by: u32, at: i64, person: u32, what: &'static str) -> PersonEntry {
    PersonEntry { centre, by, at, person, what }
}

fn record(tx: &Transaction<'_>, entry: PersonEntry) -> Result<()> {
    let entry_of = audit::Entry {
        at: routing::Time(entry.at),
        account: Some(entry.by),
        place: "",
        about: "person",
        object: Some(entry.person.into()),
        what: entry.what,
        detail: &json!({}),
    };
    audit::record(tx, entry.centre, &entry_of)?;
    Ok(())
}
