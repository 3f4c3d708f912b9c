//! Articles as rows.

use rusqlite::{Connection, Row};

use super::types::ArticleHit;
use crate::error::Result;
use crate::wire::Words;

/// Columns of a hit, in order.
pub const HIT: &str = "ar.article, ar.title_ko, ar.title_en, ar.about_ko, ar.about_en, ar.revision,
     (SELECT json_group_array(r.reason) FROM article_reason r WHERE r.centre = ar.centre AND r.article = ar.article),
     ar.state, ar.public, ar.review_at";

/// Published articles for a reason, in the order set for it.
pub fn for_reason(view: &Connection, centre: u32, reason: u32) -> Result<Vec<ArticleHit>> {
    let mut select = view.prepare_cached(&format!(
        "SELECT {HIT} FROM article_reason here
         JOIN article ar ON ar.centre = here.centre AND ar.article = here.article
         WHERE here.centre = ?1 AND here.reason = ?2 AND ar.state = 'published' ORDER BY here.place, ar.article"
    ))?;
    Ok(select.query_map((centre, reason), hit)?.collect::<rusqlite::Result<_>>()?)
}

/// Reads the columns of [`HIT`].
pub fn hit(row: &Row<'_>) -> rusqlite::Result<ArticleHit> {
    Ok(ArticleHit {
        id: row.get(0)?,
        title: Words { ko: row.get(1)?, en: row.get(2)? },
        about: Words { ko: row.get(3)?, en: row.get(4)? },
        revision: row.get(5)?,
        reasons: crate::rows::json(row, 6)?,
        state: crate::rows::word(row, 7)?,
        public: row.get(8)?,
        review_at: row.get(9)?,
        why: None,
    })
}
