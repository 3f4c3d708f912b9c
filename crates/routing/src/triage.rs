//! Triage: which treatments a customer is offered, in which order, and why each stands where it stands.

use alloc::vec::Vec;
use smallvec::{SmallVec, smallvec};

use crate::engine::Engine;
use crate::event::{Event, TriageCause, TriageOption};
use crate::id::{AgentId, ContactId};
use crate::policy::{Channel, Treatment};
use crate::state::{Agent, Contact};

/// As many as there are kinds stand in one piece.
pub type Treatments = SmallVec<[TriageOption; 4]>;

impl Engine {
    pub(crate) fn triage(&mut self, id: ContactId, out: &mut Vec<Event>) {
        let Some(contact) = self.contacts.get(id) else { return };
        let reason = self.reason_id(contact);
        let options = self.treatments(contact);
        self.emit(Event::Triaged { contact: id, reason, options }, out);
    }

    /// The published row for this customer, without what cannot work now, and always with a person.
    pub(crate) fn treatments(&self, contact: &Contact) -> Treatments {
        let Some(reason) = self.reason_of(contact) else { return always_a_person() };
        let closed = self.closed_hours.contains(&reason.hours);
        let row = if contact.known { &reason.known } else { &reason.unknown };
        let mut options: Treatments = row
            .iter()
            .filter(|treatment| match treatment {
                Treatment::Bot => self.bot_may_serve(contact),
                Treatment::Callback => reason.group.is_some(),
                Treatment::SelfService | Treatment::Person => true,
            })
            .map(|treatment| TriageOption { treatment: *treatment, because: TriageCause::Table })
            .collect();
        if !options.iter().any(|option| option.treatment == Treatment::Person) {
            options.push(TriageOption { treatment: Treatment::Person, because: TriageCause::AlwaysAPerson });
        }
        let because = match (closed, self.callback_first(contact)) {
            (true, _) => TriageCause::Closed,
            (false, true) => TriageCause::NobodyThere,
            (false, false) => return options,
        };
        person_last(&mut options, because, reason.group.is_some());
        options
    }

    /// Whether this bot is there and serves the channel at all: nobody waits for one who will never come.
    pub(crate) fn bot_takes(&self, bot: AgentId, channel: Channel) -> bool {
        let serves = |agent: &Agent| agent.profile.limits.get(&channel).is_some_and(|limit| *limit > 0);
        self.roster.get(bot).is_some_and(|agent| agent.on_duty() && serves(agent))
    }

    /// The bot is there, is allowed the reason, and did not hand this case over a short while ago.
    fn bot_may_serve(&self, contact: &Contact) -> bool {
        let bot = self.reason_of(contact).and_then(|reason| reason.bot);
        let there = bot.is_some_and(|bot| self.bot_takes(bot, contact.channel));
        let handed_over = self.no_bot.get(&(contact.customer, contact.case)).is_some_and(|until| self.now < *until);
        there && !handed_over
    }
}

/// When no person can answer now, what works now stands first; the person stays on the list.
fn person_last(options: &mut Treatments, because: TriageCause, callback: bool) {
    options.retain(|option| option.treatment != Treatment::Person);
    if callback && !options.iter().any(|option| option.treatment == Treatment::Callback) {
        options.push(TriageOption { treatment: Treatment::Callback, because });
    }
    options.push(TriageOption { treatment: Treatment::Person, because });
}

fn always_a_person() -> Treatments {
    smallvec![TriageOption { treatment: Treatment::Person, because: TriageCause::AlwaysAPerson }]
}
