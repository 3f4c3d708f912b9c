//! The open contacts, one beside the other in memory, and where in line each was put.

use alloc::vec::Vec;
use hashbrown::HashMap;

use crate::hint::Hint;
use crate::id::ContactId;
use crate::line::Placed;
use crate::state::Contact;

#[derive(Debug, Clone, Default)]
pub(crate) struct Open {
    seats: HashMap<ContactId, u32>,
    /// By seat; one that is free keeps its room for the next.
    contacts: Vec<Option<Contact>>,
    /// Where each was put; none while it does not wait.
    placed: Vec<Option<Placed>>,
    free: Vec<u32>,
    last: Hint,
}

impl Open {
    pub fn get(&self, id: ContactId) -> Option<&Contact> {
        self.contacts.get(self.seat(id)?)?.as_ref()
    }

    pub fn get_mut(&mut self, id: ContactId) -> Option<&mut Contact> {
        let seat = self.seat(id)?;
        self.contacts.get_mut(seat)?.as_mut()
    }

    pub fn has(&self, id: ContactId) -> bool {
        self.peek(id).is_some()
    }

    /// As [`Open::get`], for one that is not what is being dealt with.
    pub fn peek(&self, id: ContactId) -> Option<&Contact> {
        self.contacts.get(*self.seats.get(&id)? as usize)?.as_ref()
    }

    pub fn len(&self) -> usize {
        self.seats.len()
    }

    /// In no particular order.
    pub fn all(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().flatten()
    }

    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Contact> {
        self.contacts.iter_mut().flatten()
    }

    pub fn insert(&mut self, contact: Contact) {
        let seat = self.free.pop().unwrap_or(self.contacts.len() as u32);
        self.seats.insert(contact.id, seat);
        self.last.set(seat);
        match self.contacts.get_mut(seat as usize) {
            Some(empty) => *empty = Some(contact),
            None => {
                self.contacts.push(Some(contact));
                self.placed.push(None);
            }
        }
    }

    pub fn remove(&mut self, id: ContactId) -> Option<Contact> {
        let seat = self.seats.remove(&id)?;
        self.free.push(seat);
        self.contacts.get_mut(seat as usize)?.take()
    }

    /// Where it was put, while it waits.
    pub fn placed(&self, id: ContactId) -> Option<Placed> {
        self.placed.get(self.seat(id)?).copied()?
    }

    /// Writes down where it was put, and says where it was.
    pub fn put(&mut self, id: ContactId, placed: Option<Placed>) -> Option<Placed> {
        let seat = self.seat(id)?;
        core::mem::replace(self.placed.get_mut(seat)?, placed)
    }

    #[inline]
    fn seat(&self, id: ContactId) -> Option<usize> {
        let last = self.last.get();
        if matches!(self.contacts.get(last as usize), Some(Some(contact)) if contact.id == id) {
            return Some(last as usize);
        }
        self.look_up(id)
    }

    #[cold]
    #[inline(never)]
    fn look_up(&self, id: ContactId) -> Option<usize> {
        let seat = *self.seats.get(&id)?;
        self.last.set(seat);
        Some(seat as usize)
    }
}
