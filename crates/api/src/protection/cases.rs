//! Protection cases: the evidence kept, what was done since, and the customer's restriction with its end.

use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use store::access::Action;

use super::ladder;
use super::types::{
    ProtectionChange, ProtectionDetail, ProtectionList, ProtectionRow, ProtectionStep, ProtectionStepKind,
};
use crate::customers::looks::Look;
use crate::customers::mask;
use crate::customers::types::{CustomerName, Restriction};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::limits;
use crate::planning::clock;
use crate::rows::{self, Names, as_word, word};
use crate::setup::catalogue::Catalogue;
use crate::state::App;
use crate::wire::Ms;

const LISTED: u32 = 200;
const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
const SELECT: &str = "
SELECT p.protection, p.at, p.contact, p.agent, p.customer, cu.name, cu.state = 'known', c.reason, p.state, p.owner,
       r.restriction, r.why, r.until_at, p.notice, p.wish, p.rest_until, p.evidence, r.created_at
FROM protection p
LEFT JOIN contact c ON c.centre = p.centre AND c.contact = p.contact
LEFT JOIN customer cu ON cu.centre = p.centre AND cu.customer = p.customer
LEFT JOIN customer_restriction r ON r.centre = p.centre AND r.restriction =
    (SELECT max(restriction) FROM customer_restriction WHERE centre = p.centre AND protection = p.protection AND lifted_at IS NULL)
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

/// One case with its evidence; the look is recorded in the same transaction.
pub async fn read(app: &App, staff: &Staff, id: u64) -> Result<ProtectionDetail> {
    let (catalogue, now, staff) = (app.catalogue(staff.centre).await?, app.now().0, staff.clone());
    app.write(move |tx| {
        let detail = detail(tx, staff.centre, id, &catalogue, now)?;
        let look = Look {
            subject: Some(detail.row.customer.id),
            action: Action::View,
            what: "protection evidence",
            why: "",
            contact: Some(detail.row.contact),
        };
        look.record(tx, &staff, now)?;
        Ok(detail)
    })
    .await
}

fn detail(view: &Connection, centre: u32, id: u64, catalogue: &Catalogue, now: Ms) -> Result<ProtectionDetail> {
    let names = Names::load(view, centre)?;
    let rules = ladder::rules(catalogue.document.as_ref());
    let mut select = view.prepare_cached(&format!("{SELECT} AND p.protection = ?2"))?;
    let read = |row: &Row<'_>| {
        let head = case(row, catalogue, &names)?;
        Ok(ProtectionDetail {
            notice: row.get(13)?,
            wish: row.get(14)?,
            rest_until: row.get(15)?,
            care_by: head.at.saturating_add(HOUR_MS * i64::from(rules.care_hours)),
            restrict_until: now.saturating_add(DAY_MS * i64::from(rules.restriction_days)),
            restricted_reads: rules.restricted.reads(),
            warnings: Vec::new(),
            evidence: rows::json(row, 16)?,
            steps: Vec::new(),
            row: head,
        })
    };
    let mut detail = select.query_row((centre, id), read).optional()?.ok_or(Error::NotFound)?;
    detail.warnings = ladder::given(view, centre, detail.row.contact, &names)?;
    detail.steps = steps(view, centre, id, &names)?;
    Ok(detail)
}

/// Adds a step; a restriction needs an end, and can be lifted before it with a reason.
pub async fn change(app: &App, staff: &Staff, id: u64, body: ProtectionChange) -> Result<ProtectionDetail> {
    use ProtectionStepKind::{Exported, Lifted, Restriction};
    let (at, catalogue, staff) = (app.now().0, app.catalogue(staff.centre).await?, staff.clone());
    let mut fields = Fields::default();
    fields.text(&body.note, limits::NOTE_CHARS, "note");
    fields.need(body.kind != Exported, "kind", FieldCode::Invalid);
    fields.need((body.kind == Restriction) == body.restrict_until.is_some(), "restrict_until", FieldCode::Required);
    if let Some(until) = body.restrict_until {
        fields.ahead(until, at, "restrict_until");
    }
    fields.check()?;
    app.write(move |tx| {
        let note = match body.restrict_until {
            Some(until) => body.note.clone().then(&until_day(tx, staff.centre, until)?),
            None => body.note.clone(),
        };
        step(tx, &staff, id, body.kind, &note, at)?;
        if body.kind == Lifted {
            lift(tx, &staff, id, &body.note, at)?;
        }
        if let Some(until) = body.restrict_until {
            tx.execute(
                "INSERT INTO customer_restriction
                 (centre, restriction, customer, protection, why, by_account, created_at, until_at)
                 SELECT ?1, ?2, customer, protection, ?3, ?4, ?5, ?6 FROM protection WHERE centre = ?1 AND protection = ?7",
                (staff.centre, store::new_id(tx, staff.centre)?, &body.note, staff.account, at, until, id),
            )?;
        }
        detail(tx, staff.centre, id, &catalogue, at)
    })
    .await
}

/// The end of a restriction by the centre's clock, behind its reason in the history.
fn until_day(view: &Connection, centre: u32, until: Ms) -> Result<String> {
    // What ends at midnight holds until the end of the day before, as the badge beside it and the customer's words say.
    let last = clock::local(&clock::zone(view, centre)?, until.saturating_sub(1));
    Ok(format!(" (~ {})", last.strftime("%Y. %-m. %-d.")))
}

/// Writes a step down and takes the case on; lifting and handing out leave a closed case closed.
pub fn step(tx: &Transaction<'_>, staff: &Staff, id: u64, kind: ProtectionStepKind, note: &str, at: Ms) -> Result<()> {
    use ProtectionStepKind::{Closed, Exported, Lifted};
    let closes = kind == Closed;
    let leaves = matches!(kind, Lifted | Exported);
    let changed = tx.execute(
        "UPDATE protection SET owner = coalesce(owner, ?3),
             closed_at = CASE WHEN ?4 THEN ?6 WHEN ?5 AND state = 'closed' THEN closed_at END,
             state = CASE WHEN ?4 OR (?5 AND state = 'closed') THEN 'closed' ELSE 'in_review' END
         WHERE centre = ?1 AND protection = ?2",
        (staff.centre, id, staff.account, closes, leaves, at),
    )?;
    if changed == 0 {
        return Err(Error::NotFound);
    }
    tx.execute(
        "INSERT INTO protection_step (centre, protection, step, at, by_account, kind, note)
         SELECT ?1, ?2, coalesce(max(step), 0) + 1, ?3, ?4, ?5, ?6 FROM protection_step
         WHERE centre = ?1 AND protection = ?2",
        (staff.centre, id, at, staff.account, as_word(&kind)?, note),
    )?;
    Ok(())
}

/// Ends the restrictions of a case that are in force.
fn lift(tx: &Transaction<'_>, staff: &Staff, id: u64, why: &str, at: Ms) -> Result<()> {
    let lifted = tx.execute(
        "UPDATE customer_restriction SET lifted_at = ?3, lifted_by = ?4, lift_why = ?5
         WHERE centre = ?1 AND protection = ?2 AND lifted_at IS NULL AND until_at > ?3",
        (staff.centre, id, at, staff.account, why),
    )?;
    if lifted == 0 { Err(Error::WrongState) } else { Ok(()) }
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
