//! A small change of a policy, as data: one field, what it is and what it would be.

use routing::{GroupId, Policy, ReasonId};
use serde_json::Value;

/// Whose field it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    Reason(ReasonId),
    Group(GroupId),
    /// The rules about offers.
    Offers,
}

/// One field with another value.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Edit {
    pub of: Of,
    /// Below its owner, as `rings/1/after_ms`.
    pub field: String,
    pub was: Value,
    pub is: Value,
}

impl Edit {
    pub(super) fn new(of: Of, field: impl Into<String>, was: impl Into<Value>, is: impl Into<Value>) -> Edit {
        Edit { of, field: field.into(), was: was.into(), is: is.into() }
    }

    /// Where it is in the engine's own policy, as a JSON pointer.
    pub fn pointer(&self) -> String {
        match self.of {
            Of::Reason(reason) => format!("/reasons/{}/{}", reason.0, self.field),
            Of::Group(group) => format!("/groups/{}/{}", group.0, self.field),
            Of::Offers => format!("/offers/{}", self.field),
        }
    }

    /// Where it is in a setup document, whose reasons and groups are lists; none: it has no such reason or group.
    pub fn pointer_in(&self, document: &Value) -> Option<String> {
        let place = |list: &str, id: u32| {
            let entries = document.get(list)?.as_array()?;
            entries.iter().position(|entry| entry.get("id").and_then(Value::as_u64) == Some(id.into()))
        };
        Some(match self.of {
            Of::Reason(reason) => format!("/reasons/{}/{}", place("reasons", reason.0)?, self.field),
            Of::Group(group) => format!("/groups/{}/{}", place("groups", group.0)?, self.field),
            Of::Offers => self.pointer(),
        })
    }
}

/// The policy with these fields changed; none: it has no such fields, or what came out is no policy.
pub fn edited(policy: &Policy, edits: &[Edit]) -> Option<Policy> {
    let mut value = serde_json::to_value(policy).ok()?;
    for edit in edits {
        set(&mut value, &edit.pointer(), edit)?;
    }
    serde_json::from_value(value).ok()
}

/// The setup document with these fields changed; none: it has no such fields, or other values in them.
pub fn edited_document(document: &Value, edits: &[Edit]) -> Option<Value> {
    let mut edited = document.clone();
    for edit in edits {
        set(&mut edited, &edit.pointer_in(document)?, edit)?;
    }
    Some(edited)
}

fn set(value: &mut Value, pointer: &str, edit: &Edit) -> Option<()> {
    let field = value.pointer_mut(pointer).filter(|field| **field == edit.was)?;
    *field = edit.is.clone();
    Some(())
}
