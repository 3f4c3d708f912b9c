//! Every open socket of customers. A customer reads her own contact alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::mpsc;

use super::hub::as_text;
use super::types::CustomerLive;

/// Messages that may wait for one socket; a reader that falls further behind is cut off and starts anew.
pub const OUTBOX: usize = 64;
/// Sockets one customer may have open at once.
pub const SOCKETS_PER_CUSTOMER: usize = 5;

struct Socket {
    centre: u32,
    customer: u64,
    out: mpsc::Sender<Utf8Bytes>,
}

/// All customers' sockets of this server.
#[derive(Default)]
pub struct Customers {
    last: AtomicU64,
    sockets: Mutex<BTreeMap<u64, Socket>>,
}

impl Customers {
    /// Takes a socket in; `None` when the customer has too many.
    pub fn join(&self, centre: u32, customer: u64) -> Option<(u64, mpsc::Receiver<Utf8Bytes>)> {
        let (out, inbox) = mpsc::channel(OUTBOX);
        let mut sockets = self.lock();
        let same = |socket: &&Socket| socket.centre == centre && socket.customer == customer;
        if sockets.values().filter(same).count() >= SOCKETS_PER_CUSTOMER {
            return None;
        }
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        sockets.insert(id, Socket { centre, customer, out });
        metrics::gauge!("maru_customer_sockets").set(sockets.len() as f64);
        Some((id, inbox))
    }

    /// A socket is gone.
    pub fn leave(&self, id: u64) {
        let mut sockets = self.lock();
        sockets.remove(&id);
        metrics::gauge!("maru_customer_sockets").set(sockets.len() as f64);
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// Whether a customer has the page open: nothing needs to be made for one who has not.
    pub fn is_here(&self, centre: u32, customer: u64) -> bool {
        self.lock().values().any(|socket| socket.centre == centre && socket.customer == customer)
    }

    /// Tells a customer something, on all her devices.
    pub fn send(&self, centre: u32, customer: u64, message: &CustomerLive) {
        let mut text = None;
        self.lock().retain(|_, socket| {
            if socket.centre != centre || socket.customer != customer {
                return true;
            }
            let text = text.get_or_insert_with(|| as_text(message));
            text.as_ref().is_none_or(|text| socket.out.try_send(text.clone()).is_ok())
        });
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Socket>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
