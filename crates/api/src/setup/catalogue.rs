//! The published setup of a centre, as names: what every list and row is written with.

use std::collections::BTreeMap;

use node::hours::Calendar;
use rusqlite::{Connection, OptionalExtension};

use super::document::{Document, ReasonEntry};
use crate::error::{Error, Result};
use crate::wire::ReasonName;

/// The version in force. A centre that has published nothing has an empty one.
#[derive(Debug, Default)]
pub struct Catalogue {
    pub version: u32,
    pub document: Option<Document>,
    places: BTreeMap<u32, usize>,
}

impl Catalogue {
    /// Reads the newest version.
    pub fn load(view: &Connection, centre: u32) -> Result<Self> {
        let mut newest = view.prepare_cached(
            "SELECT version, document FROM policy_version WHERE centre = ?1 ORDER BY version DESC LIMIT 1",
        )?;
        let found = newest.query_row([centre], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).optional()?;
        let Some((version, json)) = found else { return Ok(Self::default()) };
        let document = serde_json::from_str(&json).map_err(|fault| {
            tracing::error!(%fault, centre, version, "published setup cannot be read");
            Error::Internal
        })?;
        Ok(Self::of(version, document))
    }

    /// The catalogue of a document.
    pub fn of(version: u32, document: Document) -> Self {
        let places = document.reasons.iter().enumerate().map(|(place, reason)| (reason.id.0, place)).collect();
        Self { version, document: Some(document), places }
    }

    /// A reason of the catalogue.
    pub fn reason(&self, id: u32) -> Option<&ReasonEntry> {
        self.document.as_ref()?.reasons.get(*self.places.get(&id)?)
    }

    /// A reason's names; the one that stands in when none is known. A reason no longer in the catalogue has none.
    pub fn reason_name(&self, id: Option<u32>) -> ReasonName {
        let stand_in = || self.document.as_ref().map(|document| document.unknown_reason.0);
        let id = id.or_else(stand_in).unwrap_or_default();
        ReasonName { id, name: self.reason(id).map(|reason| reason.name.clone()).unwrap_or_default() }
    }

    /// Opening hours as the node watches them. A calendar that cannot be read was refused before it was published.
    pub fn calendars(&self) -> Vec<Calendar> {
        let entries = self.document.iter().flat_map(|document| &document.hours);
        entries.filter_map(|entry| entry.calendar().ok()).collect()
    }
}
