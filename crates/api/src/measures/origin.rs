//! What is behind a reason's figures. Rates and times are the catalogue's (`report`); here are the contacts they are made of.

use rusqlite::Connection;

use super::report::is_span;
use super::types::{OriginQuery, OriginRemoval, OriginStart, OriginTried, ReasonOrigin, RemovalCause};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::rows::word;
use crate::setup::document::ReasonEntry;
use crate::state::App;
use crate::wire::{Ms, ReasonName, Treatment};

const USUAL_MS: i64 = 30 * 86_400_000;
/// Channels and sites listed.
const STARTS: u32 = 50;

/// Contacts of a reason that arrived in a time.
pub async fn read(app: &App, staff: &Staff, id: u32, query: &OriginQuery) -> Result<ReasonOrigin> {
    let (catalogue, now) = (app.catalogue(staff.centre).await?, app.now().0);
    if catalogue.reason(id).is_none() {
        return Err(Error::NotFound);
    }
    let to = query.to.unwrap_or(now);
    let from = query.from.unwrap_or(to.saturating_sub(USUAL_MS));
    let mut fields = Fields::default();
    fields.need(is_span(from, to), "to", FieldCode::OutOfRange);
    fields.check()?;
    let of = Of { centre: staff.centre, reason: id, from, to };
    app.read(move |view| {
        let entry = catalogue.reason(id).ok_or(Error::NotFound)?;
        of.origin(view, entry, catalogue.reason_name(Some(id)), now)
    })
    .await
}

/// Whose contacts, of when.
struct Of {
    centre: u32,
    reason: u32,
    from: Ms,
    to: Ms,
}

impl Of {
    fn origin(&self, view: &Connection, entry: &ReasonEntry, reason: ReasonName, now: Ms) -> Result<ReasonOrigin> {
        let tried = self.tried(view)?;
        let (contacts, self_solved, again) = self.counts(view)?;
        let mut removes = vec![OriginRemoval { cause: RemovalCause::CameAgain, contacts: again }];
        for (treatment, cause) in
            [(Treatment::SelfService, RemovalCause::ArticleFellShort), (Treatment::Bot, RemovalCause::BotFellShort)]
        {
            let short = tried.iter().find(|tried| tried.treatment == treatment).map_or(0, |tried| tried.with_person);
            removes.push(OriginRemoval { cause, contacts: short });
        }
        if !self.has_article(view)? {
            removes.push(OriginRemoval { cause: RemovalCause::NoArticle, contacts });
        } else if entry.known.iter().chain(&entry.unknown).all(|treatment| !is_own(*treatment)) {
            removes.push(OriginRemoval { cause: RemovalCause::OnlyPeople, contacts });
        }
        removes.retain(|removal| removal.contacts > 0);
        removes.sort_by_key(|removal| std::cmp::Reverse(removal.contacts));
        Ok(ReasonOrigin {
            reason,
            as_of: now,
            starts: self.starts(view)?,
            tried,
            self_solved,
            again,
            contacts,
            removes,
        })
    }

    fn starts(&self, view: &Connection) -> Result<Vec<OriginStart>> {
        let mut select = view.prepare_cached(
            "SELECT c.channel, s.name, count(*) FROM contact c
             LEFT JOIN contact_detail d ON d.centre = c.centre AND d.contact = c.contact
             LEFT JOIN site s ON s.centre = c.centre AND s.site = d.site
             WHERE c.centre = ?1 AND c.reason = ?2 AND c.arrived_at >= ?3 AND c.arrived_at < ?4
             GROUP BY c.channel, s.site ORDER BY count(*) DESC LIMIT ?5",
        )?;
        let found = select.query_map((self.centre, self.reason, self.from, self.to, STARTS), |row| {
            Ok(OriginStart { channel: word(row, 0)?, site: row.get(1)?, contacts: row.get(2)? })
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    fn tried(&self, view: &Connection) -> Result<Vec<OriginTried>> {
        let mut select = view.prepare_cached(
            "SELECT treatment, count(*), sum(answered_at IS NOT NULL) FROM contact
             WHERE centre = ?1 AND reason = ?2 AND arrived_at >= ?3 AND arrived_at < ?4 AND treatment IS NOT NULL
             GROUP BY treatment ORDER BY count(*) DESC",
        )?;
        let found = select.query_map((self.centre, self.reason, self.from, self.to), |row| {
            Ok(OriginTried { treatment: word(row, 0)?, contacts: row.get(1)?, with_person: row.get(2)? })
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// All, those that needed nobody, and those about a matter that had one before.
    fn counts(&self, view: &Connection) -> Result<(u32, u32, u32)> {
        let mut select = view.prepare_cached(
            "SELECT count(*), coalesce(sum(closed_how IN ('self_served', 'by_bot')), 0),
                    coalesce(sum(EXISTS (SELECT 1 FROM contact b WHERE b.centre = c.centre AND b.case_id = c.case_id
                                         AND b.arrived_at < c.arrived_at)), 0)
             FROM contact c WHERE centre = ?1 AND reason = ?2 AND arrived_at >= ?3 AND arrived_at < ?4",
        )?;
        Ok(select.query_row((self.centre, self.reason, self.from, self.to), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?)
    }

    fn has_article(&self, view: &Connection) -> Result<bool> {
        let mut select = view.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM article_reason r JOIN article a ON a.centre = r.centre AND a.article = r.article
                            WHERE r.centre = ?1 AND r.reason = ?2 AND a.state = 'published')",
        )?;
        Ok(select.query_row((self.centre, self.reason), |row| row.get(0))?)
    }
}

/// Needs nobody.
fn is_own(treatment: routing::policy::Treatment) -> bool {
    use routing::policy::Treatment::{Bot, SelfService};
    matches!(treatment, SelfService | Bot)
}
