//! The rosters people work by, day by day.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ::plan::history::plus;
use jiff::civil::Date;
use rusqlite::Connection;

use super::changes;
use super::rosters::{self, Kept};
use super::types::{MyDay, MyShift, RosterShift};
use crate::error::Result;

/// What is published, each roster read once however many days and people are asked about.
pub struct Published<'a> {
    view: &'a Connection,
    centre: u32,
    days: BTreeMap<Date, Option<u64>>,
    rosters: BTreeMap<u64, Kept>,
}

impl<'a> Published<'a> {
    /// Nothing is read yet.
    pub fn new(view: &'a Connection, centre: u32) -> Published<'a> {
        Published { view, centre, days: BTreeMap::new(), rosters: BTreeMap::new() }
    }

    /// The roster people work by on a day.
    pub fn on(&mut self, day: Date) -> Result<Option<&Kept>> {
        let known = self.days.get(&day).copied();
        let roster = match known {
            Some(roster) => roster,
            None => rosters::in_force(self.view, self.centre, day)?.map(|row| row.id),
        };
        self.days.insert(day, roster);
        roster.map(|roster| self.kept(roster)).transpose()
    }

    fn kept(&mut self, roster: u64) -> Result<&Kept> {
        Ok(match self.rosters.entry(roster) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(rosters::read(self.view, self.centre, roster)?),
        })
    }

    /// What somebody worked on a day before a request moved it; where her breaks lay is not kept.
    pub fn moved(&mut self, request: u64, agent: u32, day: Date) -> Result<Option<MyShift>> {
        let Some((roster, shift)) = changes::moved(self.view, self.centre, request, agent, day)? else {
            return Ok(None);
        };
        Ok(self.kept(roster)?.named(&shift))
    }

    /// What somebody works on a day.
    pub fn shift(&mut self, agent: u32, day: Date) -> Result<Option<MyShift>> {
        Ok(self.on(day)?.and_then(|kept| kept.on(agent, day)).map(mine))
    }

    /// A person's days.
    pub fn days(&mut self, agent: u32, from: Date, days: u8) -> Result<Vec<MyDay>> {
        let of = |ahead| {
            let day = plus(from, i64::from(ahead));
            let kept = self.on(day)?;
            let shift = kept.and_then(|kept| kept.on(agent, day)).map(mine);
            Ok(MyDay { day, published: kept.is_some(), shift })
        };
        (0..days).map(of).collect()
    }
}

/// A shift as its person sees it.
pub fn mine(shift: RosterShift) -> MyShift {
    MyShift { name: shift.shift, start_min: shift.start_min, length_min: shift.length_min, breaks: shift.breaks }
}
