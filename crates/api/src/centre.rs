//! A running centre as this crate knows it: the engine on the store's own database, so that a message, its journal
//! row and its projections are one transaction.

use std::sync::{Arc, Mutex};

use contract::Adapter;
use journal::sqlite::SqliteJournal;
use journal::{AlsoError, Row};
use node::{CentreSettings, Committed, Driver, DriverSettings, Projector, SubmitError};
use routing::{Input, Refusal, Time};
use rusqlite::Transaction;
use store::Store;

use crate::error::{Error, FieldCode, Result};
use crate::setup::catalogue::Catalogue;

/// A handle on a running centre.
pub type Centre = node::Centre<SqliteJournal>;

/// An agent's device not heard for this long is silent, in ms. Browsers beat every ten seconds.
pub const SILENCE_MS: i64 = 25_000;

/// Why a centre could not be started. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    #[error(transparent)]
    Open(#[from] node::OpenError),
    #[error(transparent)]
    Journal(#[from] journal::ReadError),
    #[error("the system has no thread left: {0}")]
    Thread(#[from] std::io::Error),
    #[error("the published setup cannot be read")]
    Setup,
}

/// Starts a centre on its journal in the store, with its published opening hours.
pub fn start(
    store: &Store,
    centre: u32,
    adapters: Vec<Arc<dyn Adapter>>,
    wall: fn() -> Time,
) -> Result<Centre, StartFault> {
    let journal = SqliteJournal::open(store.writer(), centre)?;
    let driver = Driver::open(journal, Box::new(Tables { centre }), DriverSettings::default())?;
    let running = Centre::start(driver, CentreSettings { silence_ms: SILENCE_MS, adapters, wall })?;
    let catalogue = store.read(|view| Catalogue::load(view, centre)).map_err(|_| StartFault::Setup)?;
    set_hours(&running, &catalogue);
    Ok(running)
}

/// The journal of a centre, beside its owner: going through it may take a while, and the one writer goes on meanwhile.
pub fn journal_of(store: &Store, centre: u32) -> Result<SqliteJournal> {
    let connection = Arc::new(Mutex::new(store.own_reader()?));
    SqliteJournal::open(connection, centre).map_err(|fault| unreadable(centre, &fault))
}

/// The journal could not be gone through: said to the operator, a fault of ours to who asked.
pub fn unreadable(centre: u32, fault: &dyn std::fmt::Display) -> Error {
    tracing::error!(%fault, centre, "the journal could not be gone through");
    Error::Internal
}

/// Opening hours follow the published setup.
pub fn set_hours(centre: &Centre, catalogue: &Catalogue) {
    if let Err(fault) = centre.set_calendars(catalogue.calendars()) {
        tracing::error!(%fault, "opening hours could not be set");
    }
}

/// Writes the projections in the transaction of the journal row.
struct Tables {
    centre: u32,
}

impl Projector<SqliteJournal> for Tables {
    fn project(&self, tx: &Transaction<'_>, row: &Row) -> Result<(), AlsoError> {
        Ok(store::projection::project(tx, self.centre, row.seq, row.at, &row.body.events)?)
    }
}

/// What must be true exactly when an input is; it may run again when a batch is retried.
pub type Also = Box<dyn FnMut(&Transaction<'_>) -> Result<()> + Send>;

/// Says something to the engine, with what belongs to it in the same transaction.
pub async fn submit(centre: &Centre, input: Input, id: Option<uuid::Uuid>, also: Option<Also>) -> Result<Committed> {
    let write = also.map(|mut also| -> node::Write<SqliteJournal> {
        Box::new(move |tx: &Transaction<'_>| also(tx).map_err(|fault| -> AlsoError { Box::new(fault) }))
    });
    Ok(centre.submit(node::Submission { input, id, write }).await?)
}

impl From<SubmitError> for Error {
    fn from(fault: SubmitError) -> Self {
        match fault {
            SubmitError::Refused(refusal) => refusal.into(),
            SubmitError::Full => Self::StorageFull,
            SubmitError::Write(cause) => match cause.downcast_ref::<Self>() {
                Some(ours) => ours.clone(),
                None => Self::Internal,
            },
            SubmitError::Faulty => Self::Internal,
            SubmitError::Busy | SubmitError::Stopped => Self::Unavailable,
            SubmitError::Disk(_) => Self::Slow,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::UnknownReason => Self::field("reason", FieldCode::NotThere),
            Refusal::UnknownAgent => Self::field("agent", FieldCode::NotThere),
            Refusal::NoSuchSlot => Self::field("slot", FieldCode::NotThere),
            Refusal::StaleOffer => Self::StaleOffer,
            Refusal::SlotFull => Self::SlotFull,
            Refusal::SlotPast => Self::SlotPast,
            Refusal::NoRoom => Self::NoRoom,
            Refusal::AgentNotThere => Self::AgentNotThere,
            Refusal::NoPolicy | Refusal::TooMany => Self::Unavailable,
            Refusal::PolicyInvalid => Self::SetupRefused(Vec::new()),
            Refusal::UnknownContact
            | Refusal::DuplicateContact
            | Refusal::NotYours
            | Refusal::WrongState
            | Refusal::NotOffered
            | Refusal::ReopenTooLate => Self::WrongState,
        }
    }
}
