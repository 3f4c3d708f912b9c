//! The table of permissions: role × route × field, kept as data in `permissions.toml`. What is not in it is forbidden.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::{Error, Result, Role, Roles};

const TABLE: &str = include_str!("../permissions.toml");
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Whom a route is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Anybody on the network.
    Public,
    /// Addresses that the operator lists.
    Operator,
    /// A visitor of a site, for her own contact.
    Customer,
    /// Signed-in staff with one of these roles.
    Staff(Roles),
}

/// What somebody may see of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sight {
    /// It is left out.
    Nothing,
    /// Masked, if it can be; otherwise as it is.
    Masked,
    /// Masked, and in full for a stated reason.
    Revealable,
}

/// The table, parsed.
#[derive(Debug)]
pub struct Permissions {
    routes: BTreeMap<(String, String), Reach>,
    /// Those of staff's routes that a system reaches by its key.
    systems: BTreeSet<(String, String)>,
    fields: BTreeMap<String, Field>,
}

#[derive(Debug)]
struct Field {
    see: Roles,
    reveal: Roles,
}

impl Permissions {
    /// The table this program was built with.
    pub fn built_in() -> Result<Permissions> {
        Permissions::parse(TABLE)
    }

    /// Reads a table; a word it does not know is an error.
    pub fn parse(table: &str) -> Result<Permissions> {
        let file: File = toml::from_str(table).map_err(|error| Error::Table(error.to_string()))?;
        let mut permissions =
            Permissions { routes: BTreeMap::new(), systems: BTreeSet::new(), fields: BTreeMap::new() };
        for (list, reach) in
            [(file.public, Reach::Public), (file.operator, Reach::Operator), (file.customer, Reach::Customer)]
        {
            for route in list.routes {
                permissions.add(&route, reach.clone())?;
            }
        }
        for (route, who) in &file.staff {
            permissions.add(route, Reach::Staff(who.roles(&file.roles)?))?;
        }
        for route in &file.system.routes {
            let (method, pattern) = route.split_once(' ').unwrap_or_default();
            if !matches!(permissions.reach(method, pattern), Some(Reach::Staff(_))) {
                return Err(Error::Table(format!("{route} is open to systems and not to staff")));
            }
            permissions.systems.insert((method.to_owned(), pattern.to_owned()));
        }
        for (name, field) in &file.fields {
            let (see, reveal) = (field.see.roles(&file.roles)?, field.reveal.roles(&file.roles)?);
            if !reveal.is_subset(&see) {
                return Err(Error::Table(format!("{name} can be revealed to somebody who may not see it")));
            }
            permissions.fields.insert(name.clone(), Field { see, reveal });
        }
        Ok(permissions)
    }

    fn add(&mut self, route: &str, reach: Reach) -> Result<()> {
        let (method, pattern) = route.split_once(' ').unwrap_or_default();
        if !METHODS.contains(&method) || !pattern.starts_with('/') {
            return Err(Error::Table(format!("{route} is not a route")));
        }
        match self.routes.insert((method.to_owned(), pattern.to_owned()), reach) {
            Some(_) => Err(Error::Table(format!("{route} is there twice"))),
            None => Ok(()),
        }
    }

    /// Whom a route is for; none: nobody, since the table does not know it. `pattern` is the router's, such as
    /// `/api/contacts/{id}`.
    pub fn reach(&self, method: &str, pattern: &str) -> Option<&Reach> {
        // Asking for the head of an answer is asking for the answer.
        let method = if method == "HEAD" { "GET" } else { method };
        self.routes.get(&(method.to_owned(), pattern.to_owned()))
    }

    /// Whether staff with these roles may use a route.
    pub fn allows(&self, roles: &Roles, method: &str, pattern: &str) -> bool {
        match self.reach(method, pattern) {
            Some(Reach::Public) => true,
            Some(Reach::Staff(allowed)) => !allowed.is_disjoint(roles),
            Some(Reach::Operator | Reach::Customer) | None => false,
        }
    }

    /// Whether a system may use a route by its key.
    pub fn allows_systems(&self, method: &str, pattern: &str) -> bool {
        self.systems.contains(&(method.to_owned(), pattern.to_owned()))
    }

    /// The roles that may use a route, for "forbidden" to say who can. Empty: no member of staff.
    pub fn who(&self, method: &str, pattern: &str) -> Roles {
        match self.reach(method, pattern) {
            Some(Reach::Staff(allowed)) => allowed.clone(),
            _ => Roles::new(),
        }
    }

    /// Every route of the table, to be compared with the router.
    pub fn routes(&self) -> impl Iterator<Item = (&str, &str, &Reach)> {
        self.routes.iter().map(|((method, pattern), reach)| (method.as_str(), pattern.as_str(), reach))
    }

    /// What staff with these roles may see of a field. A field the table does not know is not shown.
    pub fn sight(&self, roles: &Roles, field: &str) -> Sight {
        match self.fields.get(field) {
            Some(field) if !field.reveal.is_disjoint(roles) => Sight::Revealable,
            Some(field) if !field.see.is_disjoint(roles) => Sight::Masked,
            _ => Sight::Nothing,
        }
    }

    /// The roles that may have a field shown in full.
    pub fn who_reveals(&self, field: &str) -> Roles {
        self.fields.get(field).map(|field| field.reveal.clone()).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    roles: BTreeMap<String, Vec<Role>>,
    public: List,
    operator: List,
    customer: List,
    system: List,
    staff: BTreeMap<String, Who>,
    fields: BTreeMap<String, FieldEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    routes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    see: Who,
    reveal: Who,
}

/// A named set of roles, or the roles themselves.
#[derive(Deserialize)]
#[serde(untagged)]
enum Who {
    Named(String),
    Listed(Vec<Role>),
}

impl Who {
    fn roles(&self, named: &BTreeMap<String, Vec<Role>>) -> Result<Roles> {
        let list = match self {
            Who::Listed(list) => list,
            Who::Named(name) => named.get(name).ok_or_else(|| Error::Table(format!("{name} names no set of roles")))?,
        };
        Ok(list.iter().copied().collect())
    }
}
