//! Closed contacts that can be reopened, oldest first, each written behind the last.

use alloc::collections::VecDeque;
use hashbrown::HashMap;

use crate::id::{ContactId, Time};
use crate::limits;
use crate::state::Contact;

#[derive(Debug, Clone)]
pub(crate) struct Recent {
    most: usize,
    /// In order of time and contact. Who was reopened leaves a gap.
    closed: VecDeque<(Time, ContactId, Option<Contact>)>,
    at: HashMap<ContactId, Time>,
}

impl Default for Recent {
    fn default() -> Recent {
        Recent { most: limits::RECENT_CONTACTS, closed: VecDeque::new(), at: HashMap::new() }
    }
}

impl Recent {
    /// Where nobody comes back: remembers none.
    pub fn nobody() -> Recent {
        Recent { most: 0, ..Recent::default() }
    }

    pub fn has(&self, id: ContactId) -> bool {
        self.at.contains_key(&id)
    }

    /// Remembers a contact; beyond the limit, the oldest is forgotten.
    pub fn insert(&mut self, at: Time, contact: Contact) {
        if self.most == 0 {
            return;
        }
        let id = contact.id;
        let behind = self.closed.back().is_none_or(|(time, last, _)| (*time, *last) < (at, id));
        let place = if behind { self.closed.len() } else { self.place(at, id) };
        match self.closed.get_mut(place) {
            // Closed, reopened and closed in one moment.
            Some((time, last, gap)) if (*time, *last) == (at, id) => *gap = Some(contact),
            _ => self.closed.insert(place, (at, id, Some(contact))),
        }
        self.at.insert(id, at);
        while self.at.len() > self.most {
            self.forget_oldest();
        }
        if self.closed.len() > 2 * self.most {
            self.closed.retain(|(_, _, contact)| contact.is_some());
        }
    }

    pub fn remove(&mut self, id: ContactId) -> Option<Contact> {
        let at = self.at.remove(&id)?;
        let place = self.place(at, id);
        let (_, _, contact) = self.closed.get_mut(place)?;
        contact.take()
    }

    /// With the time at which each was closed, oldest first.
    pub fn all(&self) -> impl Iterator<Item = (Time, &Contact)> {
        self.closed.iter().filter_map(|(at, _, contact)| contact.as_ref().map(|contact| (*at, contact)))
    }

    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Contact> {
        self.closed.iter_mut().filter_map(|(_, _, contact)| contact.as_mut())
    }

    fn forget_oldest(&mut self) {
        if let Some((_, id, Some(_))) = self.closed.pop_front() {
            self.at.remove(&id);
        }
    }

    fn place(&self, at: Time, id: ContactId) -> usize {
        self.closed.partition_point(|(time, other, _)| (*time, *other) < (at, id))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn contact(id: u64) -> Contact {
        let at = Time(0);
        let arrival = serde_json::json!({
            "contact": id, "customer": 1, "case": id, "channel": "chat", "known": false, "reason": null, "extra": [],
            "preferred": null, "never": [], "since": null,
            "effort": { "transfers": 0, "repeats": 0, "broken_promises": 0, "waited_ms": 0 },
        });
        let mut engine = crate::Engine::new();
        let arrival = serde_json::from_value(arrival).unwrap();
        engine.apply(at, &crate::Event::Arrived { arrival, credit_ms: 0 });
        engine.contact(ContactId(id)).cloned().unwrap()
    }

    fn ids(recent: &Recent) -> Vec<u64> {
        recent.all().map(|(_, contact)| contact.id.0).collect()
    }

    #[test]
    fn they_stand_by_time_and_number_and_leave_from_anywhere() {
        let mut recent = Recent::default();
        for (at, id) in [(1, 5), (2, 9), (2, 4), (3, 1)] {
            recent.insert(Time(at), contact(id));
        }
        assert_eq!(ids(&recent), [5, 4, 9, 1]);
        assert_eq!(recent.remove(ContactId(4)).map(|found| found.id), Some(ContactId(4)));
        assert_eq!(recent.remove(ContactId(4)), None);
        assert_eq!((ids(&recent), recent.has(ContactId(4))), ([5, 9, 1].into(), false));
        recent.insert(Time(2), contact(4));
        assert_eq!(ids(&recent), [5, 4, 9, 1], "in its own gap");
        recent.remove(ContactId(4));
        recent.insert(Time(7), contact(4));
        assert_eq!(ids(&recent), [5, 9, 1, 4]);
    }

    #[test]
    fn as_many_are_remembered_as_are_allowed_and_gaps_do_not_count() {
        let mut recent = Recent::default();
        let most = limits::RECENT_CONTACTS as u64;
        let like = contact(0);
        (0..most).for_each(|id| recent.insert(Time(id as i64), Contact { id: ContactId(id), ..like.clone() }));
        recent.remove(ContactId(0));
        recent.insert(Time(most as i64), Contact { id: ContactId(most), ..like.clone() });
        assert!(recent.has(ContactId(1)));
        recent.insert(Time(most as i64 + 1), Contact { id: ContactId(most + 1), ..like });
        assert!(!recent.has(ContactId(1)) && recent.has(ContactId(2)));
        assert_eq!(recent.closed.len(), most as usize);
    }
}
