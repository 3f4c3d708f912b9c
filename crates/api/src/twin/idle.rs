//! Why somebody had nothing for a while: her state and what stood against her after every row of the journal, as spells.

use std::collections::HashMap;

use routing::explain::Against;
use routing::{AgentId, Engine, Presence, Time};

use super::stretch_error;
use super::types::{IdleSpan, IdleSpell, IdleSpells, SpellWhy};
use crate::centre::journal_of;
use crate::error::{Error, FieldCode, Result};
use crate::limits;
use crate::offers::explain::against;
use crate::rows::Names;
use crate::state::{App, blocking};

/// A stretch of which nobody said when it begins, in ms.
const USUAL_MS: i64 = 1_800_000;

/// Why she had nothing at a moment, or that she had something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    NotThere,
    Busy,
    Away(Presence),
    Silent,
    NobodyWaiting,
    Stood { waiting: u32, because: Against },
}

/// The spells of a stretch.
///
/// # Errors
/// [`Error::Invalid`] for a stretch that is none or longer than [`limits::IDLE_MS`], [`Error::TooLong`].
pub async fn spells(app: &App, centre: u32, agent: u32, span: IdleSpan) -> Result<IdleSpells> {
    let now = app.now().0;
    let to = span.to.unwrap_or(now).min(now);
    let from = span.from.unwrap_or(to.saturating_sub(USUAL_MS));
    if from >= to || to.saturating_sub(from) > limits::IDLE_MS {
        return Err(Error::field("from", FieldCode::OutOfRange));
    }
    let store = app.store().clone();
    let found = blocking(move || {
        let journal = journal_of(&store, centre)?;
        let mut spells = Spells::new(AgentId(agent));
        let seen =
            node::past::watch(&journal, Time(from), Time(to), limits::IDLE_ROWS, |at, engine| spells.see(at, engine));
        seen.map_err(|fault| stretch_error(centre, &fault))?;
        Ok(spells.0)
    });
    let (starts, names) = (found.await?, app.read(move |view| Names::load(view, centre)).await?);
    let ends = starts.iter().skip(1).map(|(at, _)| at.0).chain([to]);
    let one = |((at, why), end): (&(Time, Why), i64)| IdleSpell { from: at.0, to: end, why: named(*why, &names) };
    Ok(IdleSpells { agent: names.agent(AgentId(agent)), from, to, spells: starts.iter().zip(ends).map(one).collect() })
}

/// Beginnings of spells, in order.
struct Spells(Vec<(Time, Why)>, AgentId);

impl Spells {
    fn new(agent: AgentId) -> Self {
        Self(Vec::new(), agent)
    }

    /// A spell goes on while its reason is of the same kind, however many wait.
    fn see(&mut self, at: Time, engine: &Engine) {
        let now = why(engine, self.1);
        match self.0.last_mut() {
            Some((_, Why::Stood { waiting, because })) if matches!(now, Why::Stood { because: b, .. } if same_kind(b, *because)) => {
                if let Why::Stood { waiting: more, .. } = now {
                    *waiting = (*waiting).max(more);
                }
            }
            Some((_, last)) if *last == now => {}
            // What lasted no time was no spell.
            Some((since, last)) if *since == at => *last = now,
            _ => self.0.push((at, now)),
        }
    }
}

fn same_kind(a: Against, b: Against) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

fn why(engine: &Engine, id: AgentId) -> Why {
    let Some(agent) = engine.agent(id) else { return Why::NotThere };
    if !agent.work.is_empty() {
        return Why::Busy;
    }
    if agent.presence != Presence::Ready {
        return Why::Away(agent.presence);
    }
    if !agent.alive {
        return Why::Silent;
    }
    let against = engine.why_idle(id);
    let mut kinds: HashMap<std::mem::Discriminant<Against>, (u32, Against)> = HashMap::new();
    for (_, because) in &against {
        kinds.entry(std::mem::discriminant(because)).or_insert((0, *because)).0 += 1;
    }
    // What stood between her and most; of as many, the one met first in line.
    let place = |because: Against| against.iter().position(|(_, found)| same_kind(*found, because)).unwrap_or(0);
    let most = kinds.into_values().max_by_key(|(count, because)| (*count, std::cmp::Reverse(place(*because))));
    most.map_or(Why::NobodyWaiting, |(waiting, because)| Why::Stood { waiting, because })
}

fn named(why: Why, names: &Names) -> SpellWhy {
    match why {
        Why::NotThere => SpellWhy::NotThere,
        Why::Busy => SpellWhy::Busy,
        Why::Away(presence) => SpellWhy::Away { presence: presence.into() },
        Why::Silent => SpellWhy::Silent,
        Why::NobodyWaiting => SpellWhy::NobodyWaiting,
        Why::Stood { waiting, because } => SpellWhy::Stood { waiting, because: against(because, names) },
    }
}
