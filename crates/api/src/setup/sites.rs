//! Sites customers come by, and the history of changes.

use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::json;

use super::types::{History, HistoryEntry, HistoryQuery, NewSite, Site, SiteChange, SiteSecret, Sites};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::history::record;
use crate::rows::{self, as_word};
use crate::state::App;

const NAME_CHARS: usize = 60;
const SLUG_CHARS: usize = 64;
const ORIGINS: usize = 20;
const ENTRIES: usize = 100;
const SELECT: &str =
    "SELECT site, slug, name, language, origins, active, asks_satisfaction FROM site WHERE centre = ?1";

/// All sites.
pub fn list(view: &Connection, centre: u32, public: &str) -> Result<Sites> {
    let mut select = view.prepare_cached(&format!("{SELECT} ORDER BY name"))?;
    let found = select.query_map([centre], |row| site(row, public))?;
    Ok(Sites { sites: found.collect::<Result<_, _>>()? })
}

fn one(view: &Connection, centre: u32, id: u64, public: &str) -> Result<Site> {
    let mut select = view.prepare_cached(&format!("{SELECT} AND site = ?2"))?;
    select.query_row((centre, id), |row| site(row, public)).optional()?.ok_or(Error::NotFound)
}

fn site(row: &Row<'_>, public: &str) -> rusqlite::Result<Site> {
    let slug: String = row.get(1)?;
    let snippet = format!("<script src=\"{public}/widget.js\" data-site=\"{slug}\" async></script>");
    Ok(Site {
        id: row.get(0)?,
        slug,
        name: row.get(2)?,
        language: rows::word(row, 3)?,
        origins: rows::json(row, 4)?,
        active: row.get(5)?,
        asks_satisfaction: row.get(6)?,
        snippet,
    })
}

/// Adds a site with a fresh secret.
pub async fn add(app: &App, staff: &Staff, body: NewSite) -> Result<Site> {
    let mut fields = Fields::default();
    fields.text(&body.name, NAME_CHARS, "name");
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let slug_fits = !body.slug.is_empty() && body.slug.len() <= SLUG_CHARS && body.slug.chars().all(plain);
    fields.need(slug_fits, "slug", FieldCode::Invalid);
    check_origins(&mut fields, &body.origins);
    fields.check()?;
    let (centre, at, public) = (staff.centre, app.now(), app.config().public_url.origin());
    let by = staff.clone();
    let added = app.write(move |tx| {
        let taken: bool =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM site WHERE slug = ?1)", [&body.slug], |row| row.get(0))?;
        if taken {
            return Err(Error::field("slug", FieldCode::Taken));
        }
        let id = store::new_id(tx, centre)?;
        let origins = serde_json::to_string(&body.origins).map_err(|_| Error::Internal)?;
        let secret = auth::visitor::new_secret()?;
        tx.execute(
            "INSERT INTO site (centre, site, slug, name, secret, origins, language, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (centre, id, &body.slug, &body.name, secret.as_bytes(), origins, as_word(&body.language)?, at.0),
        )?;
        record(tx, &by, at, ("site", id), "added", &json!({ "slug": body.slug, "origins": body.origins }))?;
        one(tx, centre, id, &public)
    });
    let added = added.await?;
    app.framers().forget().await;
    Ok(added)
}

/// Changes what is given.
pub async fn change(app: &App, staff: &Staff, id: u64, body: SiteChange) -> Result<Site> {
    let mut fields = Fields::default();
    if let Some(name) = &body.name {
        fields.text(name, NAME_CHARS, "name");
    }
    check_origins(&mut fields, body.origins.as_deref().unwrap_or_default());
    fields.check()?;
    let (centre, at, public) = (staff.centre, app.now(), app.config().public_url.origin());
    let by = staff.clone();
    let changed = app.write(move |tx| {
        let before = one(tx, centre, id, &public)?;
        let origins = serde_json::to_string(&body.origins.unwrap_or(before.origins)).map_err(|_| Error::Internal)?;
        let language = as_word(&body.language.unwrap_or(before.language))?;
        let name = body.name.unwrap_or(before.name);
        let active = body.active.unwrap_or(before.active);
        let asks = body.asks_satisfaction.unwrap_or(before.asks_satisfaction);
        tx.execute(
            "UPDATE site SET name = ?3, language = ?4, origins = ?5, active = ?6, asks_satisfaction = ?7
             WHERE centre = ?1 AND site = ?2",
            (centre, id, name, language, &origins, active, asks),
        )?;
        record(tx, &by, at, ("site", id), "changed", &json!({ "origins": origins, "active": active }))?;
        one(tx, centre, id, &public)
    });
    let changed = changed.await?;
    app.framers().forget().await;
    Ok(changed)
}

/// A new signing secret; the one before is refused from now on, and whoever was vouched for with it is unknown again.
pub async fn renew_secret(app: &App, staff: &Staff, id: u64) -> Result<SiteSecret> {
    let (centre, at, by) = (staff.centre, app.now(), staff.clone());
    let renewed = app.write(move |tx| {
        let secret = auth::visitor::new_secret()?;
        let sql = "UPDATE site SET secret = ?3 WHERE centre = ?1 AND site = ?2";
        if tx.execute(sql, (centre, id, secret.as_bytes()))? == 0 {
            return Err(Error::NotFound);
        }
        auth::customers::end_vouched(tx, centre, id)?;
        record(tx, &by, at, ("site", id), "secret_renewed", &json!({}))?;
        Ok(SiteSecret { secret })
    });
    let renewed = renewed.await?;
    app.customers().cut_site(centre, id);
    Ok(renewed)
}

fn check_origins(fields: &mut Fields, origins: &[String]) {
    let fits = |origin: &String| {
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        host.is_some_and(|host| !host.is_empty() && host.len() < 255 && !host.contains(['/', ' ', ';', ',', '*']))
    };
    fields.need(origins.len() <= ORIGINS && origins.iter().all(fits), "origins", FieldCode::Invalid);
}

/// Who changed what, the newest first.
pub fn history(view: &Connection, centre: u32, query: &HistoryQuery) -> Result<History> {
    let names = rows::Names::load(view, centre)?;
    let mut select = view.prepare_cached(
        "SELECT seq, at, account, about, object, what FROM audit
         WHERE centre = ?1 AND about <> 'sign_in' AND (?2 IS NULL OR about = ?2) AND seq < ?3 ORDER BY seq DESC LIMIT ?4",
    )?;
    let before = query.before.unwrap_or(i64::MAX.unsigned_abs());
    let read = |row: &Row<'_>| {
        let by: Option<u32> = row.get(2)?;
        let (about, id_of): (String, Option<u64>) = (row.get(3)?, row.get(4)?);
        let person = id_of.filter(|_| about == "person").and_then(|id| u32::try_from(id).ok());
        Ok(HistoryEntry {
            id: row.get(0)?,
            at: row.get(1)?,
            by: by.map(|by| names.agent(routing::AgentId(by)).name).unwrap_or_default(),
            about,
            id_of,
            name_of: person.map(|id| names.agent(routing::AgentId(id)).name),
            what: row.get(5)?,
        })
    };
    let found = select.query_map((centre, query.about.as_deref(), before, ENTRIES + 1), read)?;
    let mut entries = found.collect::<Result<Vec<_>, _>>()?;
    let more = entries.len() > ENTRIES;
    entries.truncate(ENTRIES);
    Ok(History { entries, more })
}
