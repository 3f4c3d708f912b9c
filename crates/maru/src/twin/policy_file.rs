//! A policy as a file has it: a setup document, the answer of `GET /api/setup/versions/N` around one, or the engine's own.

use anyhow::{Context, Result, bail, ensure};
use api::setup::check::sentence;
use api::setup::document::Document;
use routing::validate::Finding;
use routing::{Policy, ReasonId};
use serde_json::Value;
use sim::replay::Facts;

/// Reads a policy under which the contacts of `facts` could come.
///
/// # Errors
/// A sentence with the place in the file, with what keeps it from being published, or with the reasons it does not have.
pub fn policy(bytes: &[u8], facts: &Facts) -> Result<Policy> {
    let policy = parsed(bytes)?;
    let unknown = facts.unknown_to(&policy);
    if let Some((reason, _)) = unknown.first_key_value() {
        let contacts: usize = unknown.values().sum();
        let others = match unknown.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        bail!(
            "this policy has no reason {}{others}: the {contacts} contacts about it could not come, and what is left would be \
             taken for the whole. Add the reasons, or take a policy of these contacts\' own centre",
            reason.0
        );
    }
    Ok(policy)
}

fn parsed(bytes: &[u8]) -> Result<Policy> {
    let mut value: Value = serde_json::from_slice(bytes).context("this is not JSON")?;
    let own = value.get_mut("document").map(Value::take).unwrap_or(value);
    // The engine's policy has reasons by number, a setup document has them in a list.
    let (policy, name): (Policy, Box<dyn Fn(ReasonId) -> String>) = match own.get("reasons") {
        Some(Value::Array(_)) => {
            let document: Document = in_place(&own, "setup document")?;
            let policy = document.policy(1);
            let name = move |id: ReasonId| {
                let entry = document.reasons.iter().find(|entry| entry.id == id);
                entry.map_or_else(|| id.0.to_string(), |entry| entry.name.said(api::wire::Language::En).to_owned())
            };
            (policy, Box::new(name))
        }
        Some(_) => (in_place(&own, "policy")?, Box::new(|id: ReasonId| id.0.to_string())),
        None => bail!("there are no reasons in it: this is neither a setup document nor a policy of the engine"),
    };
    publishable(&routing::validate::structure(&policy), &*name)?;
    Ok(policy)
}

/// What cannot be read is told with its place.
fn in_place<T: serde::de::DeserializeOwned>(value: &Value, what: &str) -> Result<T> {
    serde_json::from_str(&serde_json::to_string_pretty(value)?)
        .with_context(|| format!("this {what} cannot be read (lines as it is written out anew, one value a line)"))
}

/// # Errors
/// Everything that keeps a policy from being published, a sentence each.
pub fn publishable(findings: &[Finding], name: &dyn Fn(ReasonId) -> String) -> Result<()> {
    let words = findings.iter().map(|finding| match sentence(finding) {
        (Some(reason), _, en) => format!("{}: {en}", name(reason)),
        (None, _, en) => en.to_owned(),
    });
    let words: Vec<String> = words.collect();
    ensure!(words.is_empty(), "this could not be published. {}", words.join(" "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use routing::{Need, SkillId};
    use sim::scenario::plain;

    use super::*;

    fn engines() -> Policy {
        let reason = plain::reason(vec![Need { skill: SkillId(1), level: 1 }]);
        plain::policy(BTreeMap::from([(ReasonId(1), reason)]), BTreeMap::new(), |_| plain::CAPACITY)
    }

    #[test]
    fn what_is_wrong_with_a_policy_is_said_with_its_place() {
        let good = serde_json::to_value(engines()).unwrap();
        assert_eq!(parsed(&serde_json::to_vec(&good).unwrap()).unwrap(), engines());
        let around = serde_json::json!({ "row": { "version": 1 }, "document": good });
        assert_eq!(parsed(&serde_json::to_vec(&around).unwrap()).unwrap(), engines());
        let wrong = |change: fn(&mut Value)| {
            let mut value = good.clone();
            change(&mut value);
            format!("{:#}", parsed(&serde_json::to_vec(&value).unwrap()).unwrap_err())
        };
        assert!(wrong(|value| value["offers"]["deadline_ms"] = (-1).into()).contains("line"));
        let bound = wrong(|value| value["effort"]["cap_ms"] = u32::MAX.into());
        assert!(bound.contains("bound") && !bound.contains("NoBound"), "{bound}");
        assert!(format!("{:#}", parsed(b"{\"reasons\": ").unwrap_err()).contains("not JSON"));
        assert!(format!("{:#}", parsed(b"{}").unwrap_err()).contains("no reasons"));
    }
}
