//! What a centre committed, taken some rows at a time: after a burst one look at the tables serves them all.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use journal::Row;
use routing::ContactId;
use tokio::sync::Notify;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

/// Rows looked at together.
const BATCH: usize = 256;

/// The next rows.
#[derive(Default)]
pub struct Heard {
    pub rows: Vec<Arc<Row>>,
    /// Rows before these that came too fast and are lost: whoever was to be told starts anew.
    pub missed: u64,
}

/// Waits for a row and takes what else is there. None: the centre stopped. Nothing is lost when it is not waited out.
pub async fn next(committed: &mut Receiver<Arc<Row>>) -> Option<Heard> {
    let mut heard = Heard::default();
    match committed.recv().await {
        Ok(row) => heard.rows.push(row),
        Err(RecvError::Lagged(missed)) => heard.missed = missed,
        Err(RecvError::Closed) => return None,
    }
    while heard.rows.len() < BATCH {
        match committed.try_recv() {
            Ok(row) => heard.rows.push(row),
            Err(TryRecvError::Lagged(missed)) => heard.missed = heard.missed.saturating_add(missed),
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        }
    }
    Some(heard)
}

/// Contacts about which something was written that is no row of the journal, until the teller looks at them.
#[derive(Default)]
pub struct Touched {
    contacts: Mutex<BTreeSet<ContactId>>,
    some: Notify,
}

impl Touched {
    pub fn add(&self, contact: ContactId) {
        self.contacts.lock().unwrap_or_else(PoisonError::into_inner).insert(contact);
        self.some.notify_one();
    }

    /// Waits until there are some.
    pub async fn some(&self) {
        self.some.notified().await;
    }

    pub fn take(&self) -> BTreeSet<ContactId> {
        std::mem::take(&mut *self.contacts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
