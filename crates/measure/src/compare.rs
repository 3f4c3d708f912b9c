//! For tests that fold one journal through several screens and compare digit by digit.

use crate::report::Values;

/// Metrics in which two sets of values differ, said in words; empty when every digit is the same.
pub fn differences(left: &Values, right: &Values) -> Vec<String> {
    let ids: std::collections::BTreeSet<_> = left.keys().chain(right.keys()).collect();
    ids.into_iter()
        .filter(|id| left.get(*id) != right.get(*id))
        .map(|id| format!("{id}: {:?} beside {:?}", left.get(id), right.get(id)))
        .collect()
}
