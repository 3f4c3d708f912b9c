//! Publishing: a version, the engine's policy and the opening hours change together or not at all.

use routing::Input;
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::json;
use store::audit;

use super::catalogue::Catalogue;
use super::document::Document;
use super::types::{Finding, Published, VersionDetail, VersionRow, Versions};
use super::{check, floor, people};
use crate::bot::script;
use crate::centre::{Also, set_hours, submit};
use crate::error::{Error, Result};
use crate::languages::Languages;
use crate::procedures;
use crate::rows;
use crate::state::App;
use crate::wire::Language;

/// Versions listed at most.
const LISTED: u32 = 200;

/// What is to be published, by whom and why.
pub struct Release {
    pub document: Document,
    pub note: String,
    /// None: the server itself, at first start.
    pub by: Option<u32>,
    pub restores: Option<u32>,
    pub language: Language,
}

/// Publishes; refused with every finding when it must not be.
pub async fn publish(app: &App, centre: u32, release: Release) -> Result<Published> {
    let running = app.centre(centre)?;
    let (document, language, asking) = (release.document.clone(), release.language, app.clone());
    let (version, findings) = app
        .read(move |view| Ok((newest(view, centre)? + 1, findings(view, &asking, centre, &document, language)?)))
        .await?;
    if findings.iter().any(|finding| finding.refuses) {
        return Err(Error::SetupRefused(findings));
    }
    let at = app.now();
    let Release { document, note, by, restores, .. } = release;
    let json = serde_json::to_string(&document).map_err(|_| Error::Internal)?;
    let policy = Box::new(document.policy(version));
    let published = document.clone();
    let also: Also = Box::new(move |tx| {
        tx.execute(
            "INSERT INTO policy_version (centre, version, document, note, restored_from, published_at, published_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (centre, version, &json, &note, restores, at.0, by),
        )?;
        tx.execute(
            "INSERT INTO policy_draft (centre, document, base, revision, edited_at, edited_by) VALUES (?1, ?2, ?3, 1, ?4, ?5)
             ON CONFLICT DO UPDATE SET document = ?2, base = ?3, revision = revision + 1, edited_at = ?4, edited_by = ?5",
            (centre, &json, version, at.0, by),
        )?;
        let detail = json!({ "version": version, "restores": restores });
        let entry = audit::Entry {
            at,
            account: by,
            place: "",
            about: "policy",
            object: Some(version.into()),
            what: "published",
            detail: &detail,
        };
        audit::record(tx, centre, &entry)?;
        floor::all_begin_anew(tx, centre, &published, at.0)?;
        Ok(())
    });
    submit(&running, Input::Publish { policy }, None, Some(also)).await?;
    app.forget_catalogue(centre);
    set_hours(&running, &Catalogue::of(version, document));
    Ok(Published { version, at: at.0 })
}

/// Everything that stands against publishing: what the document says itself, whom it would call, and how the bot would
/// behave.
pub fn findings(
    view: &Connection,
    app: &App,
    centre: u32,
    document: &Document,
    language: Language,
) -> Result<Vec<Finding>> {
    let languages = Languages::of(view, centre)?;
    let mut found = check::findings(document, &people::profiles(view, centre)?, &languages, language);
    found.extend(procedures::check::findings(document, app.config(), app.egress(), &languages, language));
    found.extend(script::findings(view, centre, document, language)?);
    Ok(found)
}

/// The newest version's number; 0 when nothing is published.
pub fn newest(view: &Connection, centre: u32) -> Result<u32> {
    let sql = "SELECT coalesce(max(version), 0) FROM policy_version WHERE centre = ?1";
    Ok(view.prepare_cached(sql)?.query_row([centre], |row| row.get(0))?)
}

/// The content of a version.
pub fn document(view: &Connection, centre: u32, version: u32) -> Result<Document> {
    let sql = "SELECT document FROM policy_version WHERE centre = ?1 AND version = ?2";
    let found = view.prepare_cached(sql)?.query_row((centre, version), |row| rows::json(row, 0)).optional()?;
    found.ok_or(Error::NotFound)
}

/// All versions, the newest first.
pub fn versions(view: &Connection, centre: u32) -> Result<Versions> {
    let newest = newest(view, centre)?;
    let names = rows::Names::load(view, centre)?;
    let mut select = view.prepare_cached(
        "SELECT version, published_at, published_by, note, restored_from FROM policy_version
         WHERE centre = ?1 ORDER BY version DESC LIMIT ?2",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        let version: u32 = row.get(0)?;
        let by: Option<u32> = row.get(2)?;
        Ok(VersionRow {
            version,
            at: row.get(1)?,
            by: by.map(|by| names.agent(routing::AgentId(by)).name).unwrap_or_default(),
            note: row.get(3)?,
            current: version == newest,
            restores: row.get(4)?,
        })
    };
    Ok(Versions { versions: select.query_map((centre, LISTED), read)?.collect::<Result<_, _>>()? })
}

/// One version with what it changed against the one before.
pub fn version(view: &Connection, centre: u32, version: u32) -> Result<VersionDetail> {
    let row = versions(view, centre)?.versions.into_iter().find(|row| row.version == version).ok_or(Error::NotFound)?;
    let now = document(view, centre, version)?;
    let was =
        version.checked_sub(1).filter(|before| *before > 0).map(|before| document(view, centre, before)).transpose()?;
    Ok(VersionDetail { row, changes: check::changes(was.as_ref(), &now), document: now })
}

/// Writes the draft; used by saving and by tests of it.
pub fn save_draft(
    tx: &Transaction<'_>,
    centre: u32,
    document: &Document,
    revision: u32,
    at: i64,
    by: u32,
) -> Result<()> {
    let json = serde_json::to_string(document).map_err(|_| Error::Internal)?;
    let base = newest(tx, centre)?;
    let changed = tx.execute(
        "INSERT INTO policy_draft (centre, document, base, revision, edited_at, edited_by) VALUES (?1, ?2, ?3, 1, ?4, ?5)
         ON CONFLICT DO UPDATE SET document = ?2, revision = revision + 1, edited_at = ?4, edited_by = ?5
         WHERE revision = ?6",
        (centre, json, base, at, by, revision),
    )?;
    if changed == 1 { Ok(()) } else { Err(Error::NewerRevision) }
}
