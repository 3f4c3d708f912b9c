//! Every open socket of customers. A customer reads her own contact alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use routing::{ContactId, Time};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::hub::as_text;
use super::types::CustomerLive;
use crate::customer::types::CustomerWait;
use crate::limits;

/// Messages that may wait for one socket; a reader that falls further behind is cut off and starts anew.
pub const OUTBOX: usize = 64;
/// Sockets one customer may have open at once.
pub const SOCKETS_PER_CUSTOMER: usize = 5;

/// Who opens a socket, by her token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newcomer {
    pub centre: u32,
    pub site: u64,
    pub customer: u64,
    /// When the token ends, and the socket with it.
    pub expires: Time,
}

struct Socket {
    who: Newcomer,
    /// What she was last shown.
    contact: Option<ContactId>,
    out: mpsc::Sender<Utf8Bytes>,
}

/// All customers' sockets of this server.
pub struct Customers {
    last: AtomicU64,
    sockets: Mutex<BTreeMap<u64, Socket>>,
    ungreeted: Arc<Semaphore>,
}

impl Default for Customers {
    fn default() -> Self {
        let ungreeted = Arc::new(Semaphore::new(limits::UNGREETED_SOCKETS));
        Self { last: AtomicU64::default(), sockets: Mutex::default(), ungreeted }
    }
}

impl Customers {
    /// A place for a socket that has not said yet who it is; `None` when there are too many of them.
    pub fn stranger(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.ungreeted).try_acquire_owned().ok()
    }

    /// Takes a socket in; `None` when the customer has too many.
    pub fn join(&self, who: Newcomer) -> Option<(u64, mpsc::Receiver<Utf8Bytes>)> {
        let (out, inbox) = mpsc::channel(OUTBOX);
        let mut sockets = self.lock();
        let same = |socket: &&Socket| socket.is_of(who.centre, who.customer);
        if sockets.values().filter(same).count() >= SOCKETS_PER_CUSTOMER {
            return None;
        }
        let id = self.last.fetch_add(1, Ordering::Relaxed);
        sockets.insert(id, Socket { who, contact: None, out });
        metrics::gauge!("maru_customer_sockets").set(sockets.len() as f64);
        Some((id, inbox))
    }

    /// A socket is gone.
    pub fn leave(&self, id: u64) {
        let mut sockets = self.lock();
        sockets.remove(&id);
        metrics::gauge!("maru_customer_sockets").set(sockets.len() as f64);
    }

    /// How many are open, those that have not said who they are with them.
    pub fn count(&self) -> usize {
        self.lock().len() + limits::UNGREETED_SOCKETS.saturating_sub(self.ungreeted.available_permits())
    }

    /// A socket was shown this contact in its hello.
    pub fn shown(&self, id: u64, contact: ContactId) {
        if let Some(socket) = self.lock().get_mut(&id) {
            socket.contact = Some(contact);
        }
    }

    /// What a socket was last shown.
    pub fn contact_of(&self, id: u64) -> Option<ContactId> {
        self.lock().get(&id)?.contact
    }

    /// Which customers have the page open: nothing needs to be made for one who has not.
    pub fn here(&self, centre: u32) -> BTreeSet<u64> {
        let sockets = self.lock();
        sockets.values().filter(|socket| socket.who.centre == centre).map(|socket| socket.who.customer).collect()
    }

    /// Which contacts are on their screens.
    pub fn contacts(&self, centre: u32) -> BTreeSet<ContactId> {
        let sockets = self.lock();
        sockets.values().filter(|socket| socket.who.centre == centre).filter_map(|socket| socket.contact).collect()
    }

    /// Tells a customer something, on all her devices.
    pub fn send(&self, centre: u32, customer: u64, message: &CustomerLive) {
        let shown = match message {
            CustomerLive::Contact { contact } => Some(ContactId(contact.id)),
            _ => None,
        };
        self.tell(message, |socket| {
            let hers = socket.is_of(centre, customer);
            if hers {
                socket.contact = shown.or(socket.contact);
            }
            hers
        });
    }

    /// Tells how long it will be, wherever the contact is on screen.
    pub fn send_wait(&self, centre: u32, contact: ContactId, wait: CustomerWait) {
        let shown = |socket: &mut Socket| socket.who.centre == centre && socket.contact == Some(contact);
        self.tell(&CustomerLive::Wait { wait }, shown);
    }

    fn tell(&self, message: &CustomerLive, reads: impl Fn(&mut Socket) -> bool) {
        let mut text = None;
        self.lock().retain(|_, socket| {
            if !reads(socket) {
                return true;
            }
            let text = text.get_or_insert_with(|| as_text(message));
            text.as_ref().is_none_or(|text| socket.out.try_send(text.clone()).is_ok())
        });
    }

    /// Cuts a customer's sockets off; each starts anew if its token still holds.
    pub fn cut_customer(&self, centre: u32, customer: u64) {
        self.cut(|socket| socket.is_of(centre, customer));
    }

    /// Cuts the sockets of a site off; each starts anew if its token still holds.
    pub fn cut_site(&self, centre: u32, site: u64) {
        self.cut(|socket| socket.who.centre == centre && socket.who.site == site);
    }

    /// Cuts off whoever's token has ended by itself.
    pub fn cut_expired(&self, now: Time) {
        self.cut(|socket| socket.who.expires <= now);
    }

    /// Cuts every socket of a centre off: each starts anew with how things are.
    pub fn restart(&self, centre: u32) {
        self.cut(|socket| socket.who.centre == centre);
    }

    fn cut(&self, which: impl Fn(&Socket) -> bool) {
        self.lock().retain(|_, socket| !which(socket));
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Socket>> {
        self.sockets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Socket {
    fn is_of(&self, centre: u32, customer: u64) -> bool {
        self.who.centre == centre && self.who.customer == customer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mina(customer: u64) -> Newcomer {
        Newcomer { centre: 1, site: 7, customer, expires: Time(1_000) }
    }

    #[test]
    fn a_wait_is_told_where_the_contact_is_on_screen() {
        let customers = Customers::default();
        let (waiting, mut hers) = customers.join(mina(1)).unwrap();
        let (_, mut other) = customers.join(mina(2)).unwrap();
        let (foreign, mut foreigner) = customers.join(Newcomer { centre: 2, ..mina(1) }).unwrap();
        customers.shown(waiting, ContactId(70));
        customers.shown(foreign, ContactId(70));
        assert_eq!(customers.contacts(1), BTreeSet::from([ContactId(70)]));
        customers.send_wait(1, ContactId(70), CustomerWait { since: 5, range: None });
        assert!(hers.try_recv().unwrap().as_str().contains("\"wait\""));
        assert!(other.try_recv().is_err() && foreigner.try_recv().is_err());
    }

    #[test]
    fn a_socket_lives_as_long_as_its_token() {
        let customers = Customers::default();
        let (_, mut short) = customers.join(mina(1)).unwrap();
        let (long, _inbox) = customers.join(Newcomer { expires: Time(1_001), ..mina(1) }).unwrap();
        customers.cut_expired(Time(999));
        assert_eq!(customers.count(), 2);
        customers.cut_expired(Time(1_000));
        assert!(short.try_recv().is_err() && short.is_closed());
        assert_eq!(customers.count(), 1);
        customers.leave(long);
        assert_eq!(customers.count(), 0);
    }

    #[test]
    fn so_many_may_be_here_without_a_word() {
        let customers = Customers::default();
        let mut there: Vec<_> = (0..limits::UNGREETED_SOCKETS).map(|_| customers.stranger().unwrap()).collect();
        assert!(customers.stranger().is_none());
        assert_eq!(customers.count(), limits::UNGREETED_SOCKETS, "they are counted");
        there.pop();
        assert!(customers.stranger().is_some());
    }
}
