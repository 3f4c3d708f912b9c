//! Protection cases: the evidence kept, what was done since, and the customer's restriction with its end.

use rusqlite::{Connection, OptionalExtension, Row};

use super::types::{
    ProtectionChange, ProtectionDetail, ProtectionList, ProtectionRow, ProtectionStep, ProtectionStepKind,
};
use crate::customers::mask;
use crate::customers::types::{CustomerName, Restriction};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::rows::{self, Names, as_word, word};
use crate::setup::catalogue::Catalogue;
use crate::state::App;

const LISTED: u32 = 200;
const SELECT: &str = "
SELECT p.protection, p.at, p.contact, p.agent, p.customer, cu.name, cu.state = 'known', c.reason, p.state, p.owner,
       r.restriction, r.why, r.until_at, p.notice, p.wish, p.rest_until, p.evidence, r.created_at
FROM protection p
LEFT JOIN contact c ON c.centre = p.centre AND c.contact = p.contact
LEFT JOIN customer cu ON cu.centre = p.centre AND cu.customer = p.customer
LEFT JOIN customer_restriction r ON r.centre = p.centre AND r.protection = p.protection AND r.lifted_at IS NULL
WHERE p.centre = ?1";

/// Cases, the newest first; closed ones only when asked for.
pub async fn list(app: &App, staff: &Staff, all: bool) -> Result<ProtectionList> {
    let centre = staff.centre;
    let catalogue = app.catalogue(centre).await?;
    app.read(move |view| {
        let names = Names::load(view, centre)?;
        let sql = format!("{SELECT} AND (?2 OR p.state <> 'closed') ORDER BY p.at DESC LIMIT {LISTED}");
        let mut select = view.prepare_cached(&sql)?;
        let found = select.query_map((centre, all), |row| case(row, &catalogue, &names))?;
        Ok(ProtectionList { cases: found.collect::<rusqlite::Result<_>>()? })
    })
    .await
}

/// One case with its evidence.
pub async fn read(app: &App, staff: &Staff, id: u64) -> Result<ProtectionDetail> {
    let centre = staff.centre;
    let catalogue = app.catalogue(centre).await?;
    app.read(move |view| {
        let names = Names::load(view, centre)?;
        let mut select = view.prepare_cached(&format!("{SELECT} AND p.protection = ?2"))?;
        let read = |row: &Row<'_>| {
            Ok(ProtectionDetail {
                row: case(row, &catalogue, &names)?,
                notice: row.get(13)?,
                wish: row.get(14)?,
                rest_until: row.get(15)?,
                evidence: rows::json(row, 16)?,
                steps: Vec::new(),
            })
        };
        let mut detail = select.query_row((centre, id), read).optional()?.ok_or(Error::NotFound)?;
        detail.steps = steps(view, centre, id, &names)?;
        Ok(detail)
    })
    .await
}

/// Adds a step; a restriction needs an end, and always has one.
pub async fn change(app: &App, staff: &Staff, id: u64, body: ProtectionChange) -> Result<ProtectionDetail> {
    self::read(app, staff, id).await?;
    let at = app.now().0;
    let mut fields = Fields::default();
    fields.text(&body.note, limits::NOTE_CHARS, "note");
    let restricts = body.kind == ProtectionStepKind::Restriction;
    fields.need(restricts == body.restrict_until.is_some(), "restrict_until", FieldCode::Required);
    if let Some(until) = body.restrict_until {
        fields.ahead(until, at, "restrict_until");
    }
    fields.check()?;
    let (centre, by, kind) = (staff.centre, staff.account, as_word(&body.kind)?);
    let closes = body.kind == ProtectionStepKind::Closed;
    app.write(move |tx| {
        let sql = "UPDATE protection SET state = ?3, owner = coalesce(owner, ?4), closed_at = ?5
                   WHERE centre = ?1 AND protection = ?2";
        let state = if closes { "closed" } else { "in_review" };
        if tx.execute(sql, (centre, id, state, by, closes.then_some(at)))? == 0 {
            return Err(Error::NotFound);
        }
        tx.execute(
            "INSERT INTO protection_step (centre, protection, step, at, by_account, kind, note)
             SELECT ?1, ?2, coalesce(max(step), 0) + 1, ?3, ?4, ?5, ?6 FROM protection_step
             WHERE centre = ?1 AND protection = ?2",
            (centre, id, at, by, kind, &body.note),
        )?;
        if let Some(until) = body.restrict_until {
            tx.execute(
                "INSERT INTO customer_restriction
                 (centre, restriction, customer, protection, why, by_account, created_at, until_at)
                 SELECT ?1, ?2, customer, protection, ?3, ?4, ?5, ?6 FROM protection WHERE centre = ?1 AND protection = ?7",
                (centre, store::new_id(tx, centre)?, &body.note, by, at, until, id),
            )?;
        }
        Ok(())
    })
    .await?;
    read(app, staff, id).await
}

fn steps(view: &Connection, centre: u32, id: u64, names: &Names) -> Result<Vec<ProtectionStep>> {
    let sql =
        "SELECT at, by_account, kind, note FROM protection_step WHERE centre = ?1 AND protection = ?2 ORDER BY step";
    let mut select = view.prepare_cached(sql)?;
    let found = select.query_map((centre, id), |row| {
        let by: u32 = row.get(1)?;
        Ok(ProtectionStep {
            at: row.get(0)?,
            by: names.agent(routing::AgentId(by)).name,
            kind: word(row, 2)?,
            note: row.get(3)?,
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

fn case(row: &Row<'_>, catalogue: &Catalogue, names: &Names) -> rusqlite::Result<ProtectionRow> {
    let agent: u32 = row.get(3)?;
    let name: Option<String> = row.get(5)?;
    let owner: Option<u32> = row.get(9)?;
    let restriction: Option<u64> = row.get(10)?;
    let known = row.get::<_, Option<bool>>(6)?.unwrap_or(false);
    Ok(ProtectionRow {
        id: row.get(0)?,
        at: row.get(1)?,
        contact: row.get(2)?,
        agent: names.agent(routing::AgentId(agent)),
        customer: CustomerName { id: row.get(4)?, name: name.map(|name| mask::name(&name)), known },
        reason: catalogue.reason_name(row.get(7)?),
        state: word(row, 8)?,
        owner: owner.map(|owner| names.agent(routing::AgentId(owner)).name),
        restriction: match restriction {
            Some(id) => Some(Restriction { id, since: row.get(17)?, why: row.get(11)?, until: row.get(12)? }),
            None => None,
        },
    })
}
