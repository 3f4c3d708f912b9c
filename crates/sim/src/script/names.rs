//! Names in a script and the ids they stand for.

use std::collections::BTreeMap;

use routing::{AgentId, CaseId, ContactId, CustomerId, GroupId, HoursId, ReasonId, SkillId};

use super::words::Outcome;

/// Names of one kind, numbered from 1 in the order of their first use.
#[derive(Debug, Clone, Default)]
pub struct Book {
    ids: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Book {
    /// The number of this name, new or not.
    pub fn of(&mut self, name: &str) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        self.names.push(name.to_owned());
        let id = self.names.len() as u32;
        self.ids.insert(name.to_owned(), id);
        id
    }

    pub fn find(&self, name: &str) -> Option<u32> {
        self.ids.get(name).copied()
    }

    pub fn name(&self, id: u64) -> &str {
        let at = usize::try_from(id).unwrap_or(0).wrapping_sub(1);
        self.names.get(at).map_or("?", String::as_str)
    }
}

/// All names of a script.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub agents: Book,
    pub contacts: Book,
    pub reasons: Book,
    pub skills: Book,
    pub groups: Book,
    pub hours: Book,
    pub customers: Book,
    pub cases: Book,
}

impl Names {
    pub fn agent(&self, name: &str) -> Outcome<AgentId> {
        self.agents.find(name).map(AgentId).ok_or_else(|| format!("nobody is called `{name}`"))
    }

    pub fn contact(&self, name: &str) -> Outcome<ContactId> {
        let id = self.contacts.find(name).ok_or_else(|| format!("there is no contact `{name}`"))?;
        Ok(ContactId(id.into()))
    }

    pub fn reason(&self, name: &str) -> Outcome<ReasonId> {
        self.reasons.find(name).map(ReasonId).ok_or_else(|| format!("there is no reason `{name}`"))
    }

    pub fn skill(&mut self, name: &str) -> SkillId {
        SkillId(self.skills.of(name))
    }

    pub fn group(&mut self, name: &str) -> GroupId {
        GroupId(self.groups.of(name))
    }

    pub fn hours(&mut self, name: &str) -> HoursId {
        HoursId(self.hours.of(name))
    }

    pub fn customer(&mut self, name: &str) -> CustomerId {
        CustomerId(self.customers.of(name).into())
    }

    pub fn case(&mut self, name: &str) -> CaseId {
        CaseId(self.cases.of(name).into())
    }
}
