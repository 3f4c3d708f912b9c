//! Articles as a file: one a line, as JSON; what is exported can be imported again, here or elsewhere.

use std::collections::{BTreeMap, HashSet};

use axum::body::Bytes;
use rusqlite::{Connection, Transaction};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::types::{ArticleEdit, ArticlesImported};
use super::write;
use crate::error::{Error, FieldCode, FileFault, Result};
use crate::extract::{self, Staff};
use crate::languages::Languages;
use crate::setup::catalogue::Catalogue;
use crate::state::{App, blocking};
use crate::{history, limits};

/// The articles of a centre, by id; retired ones too.
pub fn export(view: &Connection, centre: u32) -> Result<String> {
    let mut select = view.prepare_cached(
        "SELECT v.article, v.content FROM article ar
         JOIN article_version v ON v.centre = ar.centre AND v.article = ar.article AND v.revision = ar.revision
         WHERE ar.centre = ?1 ORDER BY ar.article",
    )?;
    let rows =
        select.query_map([centre], |row| Ok(Exported { id: row.get(0)?, content: crate::rows::json(row, 1)? }))?;
    let mut out = String::new();
    for row in rows {
        out.push_str(&serde_json::to_string(&row?).map_err(|_| Error::Internal)?);
        out.push('\n');
    }
    Ok(out)
}

/// A line of the file: the id first, so that a reader finds it.
#[derive(Serialize)]
struct Exported {
    id: u64,
    #[serde(flatten)]
    content: BTreeMap<String, Value>,
}

/// Takes every article of a file, or none. An id of this centre is the next revision of its article, if the line has its newest
/// revision; any other line is a new article.
pub async fn import(app: &App, staff: &Staff, bytes: Bytes) -> Result<ArticlesImported> {
    let (centre, now) = (staff.centre, app.now());
    let catalogue = app.catalogue(centre).await?;
    let languages = app.read(move |view| Languages::of(view, centre)).await?;
    let lines = blocking(move || parse(&bytes, &languages, &catalogue, now.0)).await?;
    let by = staff.clone();
    app.write(move |tx| {
        let mut done = ArticlesImported::default();
        for (line, id, body) in lines {
            take(tx, &by, id, body, now, &mut done).map_err(|fault| fault.at_line(line))?;
        }
        let detail = json!({ "created": done.created, "changed": done.changed });
        history::record(tx, &by, now, ("article", 0), "imported", &detail)?;
        Ok(done)
    })
    .await
}

type Line = (u64, Option<u64>, ArticleEdit);

fn parse(bytes: &[u8], languages: &Languages, catalogue: &Catalogue, now: i64) -> Result<Vec<Line>> {
    let (mut lines, mut ids) = (Vec::new(), HashSet::new());
    for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let damaged = |cause| Error::damaged(line, cause);
        let text = std::str::from_utf8(text).map_err(|_| damaged(FileFault::Encoding))?;
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        if lines.len() >= limits::ARTICLES as usize {
            return Err(damaged(FileFault::TooManyRows));
        }
        let mut entry: Map<String, Value> = serde_json::from_str(text).map_err(|_| damaged(FileFault::Cells))?;
        let wrong = || Error::field("id", FieldCode::WrongType).at_line(line);
        let id = entry.remove("id").map(|id| id.as_u64().ok_or_else(wrong)).transpose()?;
        if id.is_none() {
            // What is new goes on from nothing: a title and steps will do.
            let nothing =
                [("revision", json!(0)), ("about", json!({})), ("reasons", json!([])), ("takes_ms", Value::Null)];
            for (name, value) in nothing.into_iter().chain([("state", json!("draft"))]) {
                entry.entry(name).or_insert(value);
            }
        }
        let entry = Value::from(entry).to_string();
        let body: ArticleEdit = extract::parse(entry.as_bytes()).map_err(|fault| fault.at_line(line))?;
        write::check(&body, languages, catalogue, now).map_err(|fault| fault.at_line(line))?;
        if id.is_some_and(|id| !ids.insert(id)) {
            return Err(damaged(FileFault::Twice));
        }
        lines.push((line, id, body));
    }
    Ok(lines)
}

fn take(
    tx: &Transaction<'_>,
    by: &Staff,
    id: Option<u64>,
    body: ArticleEdit,
    now: routing::Time,
    done: &mut ArticlesImported,
) -> Result<()> {
    let centre = by.centre;
    let there = match id {
        Some(id) => write::revision(tx, centre, id)?.map(|revision| (id, revision)),
        None => None,
    };
    let Some((id, revision)) = there else {
        let body = ArticleEdit { revision: 0, ..body };
        write::put(tx, centre, None, &body, Some(by.account), now)?;
        done.created += 1;
        return Ok(());
    };
    let kept = write::content(tx, centre, id, revision)?;
    if kept == body {
        done.same += 1;
        return Ok(());
    }
    write::put(tx, centre, Some(id), &body, Some(by.account), now)?;
    done.changed += 1;
    Ok(())
}
