//! Small helps for reading rows.

use std::collections::BTreeMap;

use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Connection, Row};
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::wire::AgentName;

/// A column that holds one of our words, such as `not_reached`.
pub fn word<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    parse_word(row.get_ref(column)?.as_str()?).ok_or_else(|| unknown(column))
}

/// The same, where the column may be empty.
pub fn maybe_word<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    match row.get_ref(column)?.as_str_or_null()? {
        Some(text) => parse_word(text).map(Some).ok_or_else(|| unknown(column)),
        None => Ok(None),
    }
}

fn unknown(column: usize) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(FromSqlError::InvalidType))
}

/// One of our words.
pub fn parse_word<T: for<'de> Deserialize<'de>>(text: &str) -> Option<T> {
    T::deserialize(StrDeserializer::<serde::de::value::Error>::new(text)).ok()
}

/// The word for a value, as tables keep it.
pub fn as_word<T: Serialize>(value: &T) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(Error::Internal),
    }
}

/// A column that holds JSON.
pub fn json<T: for<'de> Deserialize<'de>>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(column)?.as_str()?)
        .map_err(|fault| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(fault)))
}

/// Everyone of a centre by id.
pub struct Names(BTreeMap<u32, AgentName>);

impl Names {
    /// Reads all accounts; a few hundred at most.
    pub fn load(view: &Connection, centre: u32) -> Result<Self> {
        let mut all =
            view.prepare_cached("SELECT account, name, alias, kind = 'bot' FROM account WHERE centre = ?1")?;
        let names = all.query_map([centre], |row| agent_name(row, 0))?;
        Ok(Self(names.map(|name| name.map(|name| (name.id, name))).collect::<Result<_, _>>()?))
    }

    /// The name of an agent; an id that is nobody's keeps its number only.
    pub fn agent(&self, id: routing::AgentId) -> AgentName {
        let nobody = || AgentName { id: id.0, name: String::new(), alias: String::new(), bot: false };
        self.0.get(&id.0).cloned().unwrap_or_else(nobody)
    }
}

/// Four columns from `first`: id, name, alias, bot.
pub fn agent_name(row: &Row<'_>, first: usize) -> rusqlite::Result<AgentName> {
    Ok(AgentName {
        id: row.get(first)?,
        name: row.get(first + 1)?,
        alias: row.get(first + 2)?,
        bot: row.get(first + 3)?,
    })
}

/// The same, where there may be nobody.
pub fn maybe_agent(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<AgentName>> {
    let nobody = row.get_ref(first)?.as_i64_or_null()?.is_none() || row.get_ref(first + 1)?.as_str_or_null()?.is_none();
    if nobody { Ok(None) } else { agent_name(row, first).map(Some) }
}
