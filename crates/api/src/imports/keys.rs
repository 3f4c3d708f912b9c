//! Keys for the company's own systems.

use rusqlite::Connection;
use serde_json::json;

use super::types::{ApiKey, ApiKeyWithToken, ApiKeys, NewApiKey};
use crate::error::{Error, FieldCode, Result};
use crate::extract::Staff;
use crate::fields::Fields;
use crate::history::record;
use crate::limits;
use crate::rows::Names;
use crate::state::App;

/// A centre's keys, the newest first.
pub fn list(view: &Connection, centre: u32) -> Result<ApiKeys> {
    let names = Names::load(view, centre)?;
    let keys = auth::keys::list(view, centre)?.into_iter().map(|row| ApiKey {
        id: row.key,
        name: row.name,
        made: row.created.0,
        by: names.agent(routing::AgentId(row.created_by)).name,
        used: row.used.map(|used| used.0),
    });
    Ok(ApiKeys { keys: keys.collect() })
}

/// Makes a key; its token is shown this once.
pub async fn make(app: &App, staff: &Staff, body: NewApiKey) -> Result<ApiKeyWithToken> {
    let mut fields = Fields::default();
    fields.text(&body.name, limits::NAME_CHARS, "name");
    fields.check()?;
    let (by, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        let present = auth::keys::list(tx, by.centre)?.len();
        if present >= limits::API_KEYS {
            return Err(Error::field("name", FieldCode::OutOfRange));
        }
        let name = body.name.trim().to_owned();
        let (id, token) = auth::keys::make(tx, by.centre, &name, by.account, at)?;
        record(tx, &by, at, ("api_key", id), "made", &json!({}))?;
        let key = ApiKey { id, name, made: at.0, by: by.name, used: None };
        Ok(ApiKeyWithToken { key, token: token.reveal().to_owned() })
    })
    .await
}

/// Ends a key at once.
pub async fn end(app: &App, staff: &Staff, id: u64) -> Result<()> {
    let (by, at) = (staff.clone(), app.now());
    app.write(move |tx| {
        if !auth::keys::end(tx, by.centre, id)? {
            return Err(Error::NotFound);
        }
        record(tx, &by, at, ("api_key", id), "ended", &json!({}))
    })
    .await
}
