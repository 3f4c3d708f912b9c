//! Alerts: a rule broken for its hold time raises one, and it ends by itself when the rule holds again.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};

use super::types::{Alert, AlertChange, AlertKind, AlertList, AlertState, Floor};
use crate::contacts::types::ContactState;
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::live::hub::To;
use crate::live::types::StaffLive;
use crate::rows::{Names, as_word, word};
use crate::setup::catalogue::Catalogue;
use crate::state::App;

/// A wait this many times the target is too long.
const TIMES_TARGET: i64 = 2;
/// Nobody there for this long, in ms.
const NOBODY_MS: i64 = 60_000;
/// A device silent for this long, in ms.
const SILENT_MS: i64 = 60_000;
const LISTED: u32 = 200;
const SELECT: &str = "SELECT alert, kind, raised_at, agent, contact, reason, state, by_account, note FROM alert";

/// A wrap-up this many times the planned one is long.
const TIMES_WRAP_UP: i64 = 2;

/// Something that is so now and should not be, or that happened and should be looked at.
#[derive(Debug, Clone, Default)]
pub struct Matter {
    /// What it is about, such as `contact 7`: raised once until somebody sees to it.
    pub subject: String,
    pub agent: Option<u32>,
    pub contact: Option<u64>,
    pub reason: Option<u32>,
    /// Figures that belong to it.
    pub note: String,
}

struct Broken {
    kind: AlertKind,
    matter: Matter,
}

/// Raises and ends alerts by what the board shows.
pub async fn watch(app: &App, centre: u32, floor: &Floor) -> Result<()> {
    let catalogue = app.catalogue(centre).await?;
    let as_of = floor.as_of;
    let late = app.read(move |view| late_callbacks(view, centre, as_of)).await?;
    let planned_ms = catalogue.document.as_ref().map_or(0, |document| i64::from(document.offers.wrap_up_ms));
    let broken: Vec<Broken> = broken(floor).chain(long_wrap_ups(floor, planned_ms)).chain(late).collect();
    let known: Vec<(AlertKind, String)> = broken.iter().map(|rule| (rule.kind, rule.matter.subject.clone())).collect();
    if known == app.alerts_known(centre) {
        return Ok(());
    }
    let at = floor.as_of;
    let changed = app
        .write(move |tx| {
            let mut changed = Vec::new();
            for rule in &broken {
                changed.extend(raise(tx, centre, rule.kind, &rule.matter, at)?);
            }
            changed.extend(end(tx, centre, &broken, at)?);
            Ok(changed)
        })
        .await?;
    app.know_alerts(centre, known);
    tell(app, centre, changed).await
}

/// Shows alerts to everyone on the floor.
pub async fn tell(app: &App, centre: u32, changed: Vec<u64>) -> Result<()> {
    let catalogue = app.catalogue(centre).await?;
    let alerts = app
        .read(move |view| {
            let names = Names::load(view, centre)?;
            changed.iter().map(|id| one(view, centre, &names, &catalogue, *id)).collect::<Result<Vec<_>>>()
        })
        .await?;
    for alert in alerts {
        app.hub().send(centre, To::Floor, &StaffLive::Alert { alert });
    }
    Ok(())
}

/// Promised calls that still wait after the end of their slot.
fn late_callbacks(view: &Connection, centre: u32, now: i64) -> Result<Vec<Broken>> {
    let mut select = view.prepare_cached(
        "SELECT cb.contact, c.reason FROM callback cb
         JOIN contact c ON c.centre = cb.centre AND c.contact = cb.contact
         WHERE cb.centre = ?1 AND cb.state = 'due' AND cb.ends_at < ?2 AND cb.dialled_at IS NULL LIMIT ?3",
    )?;
    let rows = select.query_map((centre, now, LISTED), |row| {
        let (contact, reason): (u64, Option<u32>) = (row.get(0)?, row.get(1)?);
        let subject = format!("contact {contact}");
        let matter = Matter { subject, contact: Some(contact), reason, ..Matter::default() };
        Ok(Broken { kind: AlertKind::CallbackLate, matter })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn long_wrap_ups(floor: &Floor, planned_ms: i64) -> impl Iterator<Item = Broken> {
    let long = move |since: i64| planned_ms > 0 && floor.as_of - since > TIMES_WRAP_UP * planned_ms;
    floor.people.iter().flat_map(move |row| {
        let contacts = row.contacts.iter().filter(move |c| c.state == ContactState::WrapUp && long(c.since));
        contacts.map(|contact| Broken {
            kind: AlertKind::WrapUpLong,
            matter: Matter {
                subject: format!("contact {}", contact.contact),
                agent: Some(row.agent.id),
                contact: Some(contact.contact),
                reason: Some(contact.reason.id),
                note: String::new(),
            },
        })
    })
}

fn broken(floor: &Floor) -> impl Iterator<Item = Broken> {
    let long = floor.queues.iter().filter(|row| {
        row.longest_wait_since.is_some_and(|since| floor.as_of - since > TIMES_TARGET * i64::from(row.target_ms))
    });
    let long = long.map(|row| (AlertKind::WaitTooLong, row));
    let nobody = floor
        .queues
        .iter()
        .filter(|row| row.staffed == 0 && row.longest_wait_since.is_some_and(|since| floor.as_of - since > NOBODY_MS));
    let queues = long.chain(nobody.map(|row| (AlertKind::NobodyThere, row))).map(|(kind, row)| Broken {
        kind,
        matter: Matter {
            subject: format!("reason {}", row.reason.id),
            reason: Some(row.reason.id),
            ..Matter::default()
        },
    });
    let silent = floor.people.iter().filter(|row| {
        let here = !row.agent.bot && row.presence.presence == crate::wire::Presence::Ready;
        here && !row.presence.connected && floor.as_of - row.presence.since > SILENT_MS
    });
    let silent = silent.map(|row| Broken {
        kind: AlertKind::DeviceSilent,
        matter: Matter { subject: format!("agent {}", row.agent.id), agent: Some(row.agent.id), ..Matter::default() },
    });
    queues.chain(silent)
}

/// Raises an alert; none while the same one is open.
pub fn raise(tx: &Transaction<'_>, centre: u32, kind: AlertKind, matter: &Matter, at: i64) -> Result<Option<u64>> {
    let id = store::new_id(tx, centre)?;
    let Matter { subject, agent, contact, reason, note } = matter;
    let made = tx.execute(
        "INSERT INTO alert (centre, alert, kind, subject, agent, contact, reason, note, raised_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (centre, kind, subject) WHERE state <> 'done' DO NOTHING",
        (centre, id, as_word(&kind)?, subject, agent, contact, reason, note, at),
    )?;
    Ok((made == 1).then_some(id))
}

/// Ends those of the watched kinds that hold no more.
fn end(tx: &Transaction<'_>, centre: u32, broken: &[Broken], at: i64) -> Result<Vec<u64>> {
    let mut select = tx.prepare_cached(
        "SELECT alert, kind, subject FROM alert WHERE centre = ?1 AND state <> 'done'
         AND kind IN ('wait_too_long', 'nobody_there', 'device_silent', 'wrap_up_long', 'callback_late')",
    )?;
    let open: Vec<(u64, AlertKind, String)> = select
        .query_map([centre], |row| Ok((row.get(0)?, word(row, 1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut ended = Vec::new();
    for (id, kind, subject) in open {
        if broken.iter().any(|rule| rule.kind == kind && rule.matter.subject == subject) {
            continue;
        }
        let sql = "UPDATE alert SET state = 'done', changed_at = ?3 WHERE centre = ?1 AND alert = ?2";
        tx.execute(sql, (centre, id, at))?;
        ended.push(id);
    }
    Ok(ended)
}

/// Alerts nobody has settled.
pub fn open(view: &Connection, centre: u32, names: &Names, catalogue: &Catalogue) -> Result<Vec<Alert>> {
    let sql = format!("{SELECT} WHERE centre = ?1 AND state <> 'done' ORDER BY raised_at LIMIT {LISTED}");
    let mut select = view.prepare_cached(&sql)?;
    let found = select.query_map([centre], |row| read(row, names, catalogue))?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// All of them, open ones first.
pub async fn list(app: &App, staff: &Staff) -> Result<AlertList> {
    let centre = staff.centre;
    let catalogue = app.catalogue(centre).await?;
    let alerts = app
        .read(move |view| {
            let names = Names::load(view, centre)?;
            let sql = format!("{SELECT} WHERE centre = ?1 ORDER BY state = 'done', raised_at DESC LIMIT {LISTED}");
            let mut select = view.prepare_cached(&sql)?;
            let found = select.query_map([centre], |row| read(row, &names, &catalogue))?;
            Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
        })
        .await?;
    Ok(AlertList { as_of: app.now().0, alerts })
}

/// Somebody saw it, or saw to it.
pub async fn change(app: &App, staff: &Staff, body: AlertChange) -> Result<Alert> {
    let note = body.note.unwrap_or_default();
    let mut fields = Fields::default();
    fields.optional_text(&note, limits::NOTE_CHARS, "note");
    fields.need(body.state != AlertState::Open, "state", FieldCode::Invalid);
    fields.check()?;
    let (centre, by, at, id) = (staff.centre, staff.account, app.now().0, body.alert);
    let state = as_word(&body.state)?;
    app.write(move |tx| {
        let sql = "UPDATE alert SET state = ?3, changed_at = ?4, by_account = ?5, note = ?6
                   WHERE centre = ?1 AND alert = ?2 AND state <> 'done'";
        if tx.execute(sql, (centre, id, &state, at, by, &note))? == 0 {
            return Err(Error::NotFound);
        }
        Ok(())
    })
    .await?;
    let catalogue = app.catalogue(centre).await?;
    let alert = app.read(move |view| one(view, centre, &Names::load(view, centre)?, &catalogue, id)).await?;
    app.hub().send(centre, To::Floor, &StaffLive::Alert { alert: alert.clone() });
    Ok(alert)
}

fn one(view: &Connection, centre: u32, names: &Names, catalogue: &Catalogue, id: u64) -> Result<Alert> {
    let mut select = view.prepare_cached(&format!("{SELECT} WHERE centre = ?1 AND alert = ?2"))?;
    select.query_row((centre, id), |row| read(row, names, catalogue)).optional()?.ok_or(Error::NotFound)
}

fn read(row: &Row<'_>, names: &Names, catalogue: &Catalogue) -> rusqlite::Result<Alert> {
    let agent: Option<u32> = row.get(3)?;
    let reason: Option<u32> = row.get(5)?;
    let by: Option<u32> = row.get(7)?;
    let note: String = row.get(8)?;
    Ok(Alert {
        id: row.get(0)?,
        kind: word(row, 1)?,
        since: row.get(2)?,
        agent: agent.map(|agent| names.agent(routing::AgentId(agent))),
        contact: row.get(4)?,
        reason: reason.map(|reason| catalogue.reason_name(Some(reason))),
        state: word(row, 6)?,
        by: by.map(|by| names.agent(routing::AgentId(by)).name),
        note: Some(note).filter(|note| !note.is_empty()),
    })
}
