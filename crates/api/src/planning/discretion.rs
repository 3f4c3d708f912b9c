//! Whom the law protects is told to those alone who may see it: for others, rules that protection breaks have the name of any shift
//! that cannot be given.

use auth::permissions::Sight;

use super::types::BrokenRule;
use crate::extract::Staff;
use crate::state::App;
use crate::wire::RosterRule;

/// Whether a reader may see whom the law protects.
pub fn sees(app: &App, staff: &Staff) -> bool {
    app.auth().permissions().sight(&staff.roles, "agent.protection") != Sight::Nothing
}

/// A rule without what it says of its person. Hours of a week count: the protected have fewer of them.
pub fn neutral(rule: RosterRule) -> RosterRule {
    match rule {
        RosterRule::Night | RosterRule::DayHours | RosterRule::WeekHours => RosterRule::NotHers,
        other => other,
    }
}

/// The same of many, where the reader may not see it.
pub fn tell(broken: &mut [BrokenRule], sees: bool) {
    for one in broken.iter_mut().filter(|_| !sees) {
        one.rule = neutral(one.rule);
    }
}
