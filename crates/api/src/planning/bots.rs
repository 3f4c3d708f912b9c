//! What a bot could take of the contacts that people are forecast to get.

use std::collections::BTreeMap;

use routing::policy::Treatment;
use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::rows;
use crate::setup::document::{Document, ReasonEntry};
use crate::wire::{Channel, Ms};

/// How far back contacts are counted.
const COUNTED_MS: i64 = 28 * 86_400_000;

/// Contacts of a reason over one channel.
#[derive(Debug, Clone, Copy, Default)]
struct Came {
    all: f64,
    /// Of these who wanted a person in the end: what forecasts are made of.
    for_people: f64,
}

/// By reason: the share of the contacts forecast for people that bots would take if they answered so many points more of what they
/// may serve: reasons that the setup gives a bot and offers it for, over channels that it serves. Reasons that no bot could help with
/// are not there.
pub fn shares(
    view: &Connection,
    centre: u32,
    document: Option<&Document>,
    points: u32,
    now: Ms,
) -> Result<BTreeMap<String, f64>> {
    let mut counts: BTreeMap<(u32, Channel), Came> = BTreeMap::new();
    let mut select = view.prepare_cached(
        "SELECT reason, channel, count(*), count(queued_at) FROM contact
         WHERE centre = ?1 AND arrived_at >= ?2 AND reason IS NOT NULL GROUP BY reason, channel",
    )?;
    let mut found = select.query((centre, now - COUNTED_MS))?;
    while let Some(row) = found.next()? {
        let came = Came { all: row.get(2)?, for_people: row.get(3)? };
        counts.insert((row.get(0)?, rows::word(row, 1)?), came);
    }
    let mut shares = BTreeMap::new();
    for reason in document.into_iter().flat_map(|document| &document.reasons) {
        let channels = channels(view, centre, reason)?;
        let own = counts.iter().filter(|((of, _), _)| *of == reason.id.0);
        let share = share(points, own.map(|((_, channel), came)| (channels.contains(channel), *came)));
        if !channels.is_empty() && share > 0.0 {
            shares.insert(reason.id.0.to_string(), share);
        }
    }
    Ok(shares)
}

/// Channels over which a bot may be offered the reason.
fn channels(view: &Connection, centre: u32, reason: &ReasonEntry) -> Result<Vec<Channel>> {
    let offered = reason.known.contains(&Treatment::Bot) || reason.unknown.contains(&Treatment::Bot);
    let Some(bot) = reason.bot.filter(|_| offered) else { return Ok(Vec::new()) };
    let mut select = view.prepare_cached("SELECT limits FROM agent WHERE centre = ?1 AND agent = ?2")?;
    let limits: Option<BTreeMap<Channel, u16>> =
        select.query_row((centre, bot.0), |row| rows::json(row, 0)).optional()?;
    Ok(limits.into_iter().flatten().filter(|(_, most)| *most > 0).map(|(channel, _)| channel).collect())
}

/// So many points of everything that came over the bot's channels, never more than people get of it, over all that people get. Where
/// nothing was seen yet, as in an imported history, every contact counts as one the bot could take.
fn share(points: u32, came: impl Iterator<Item = (bool, Came)>) -> f64 {
    let points = f64::from(points) / 100.0;
    let (mut people, mut able) = (0.0, Came::default());
    for (served, came) in came {
        people += came.for_people;
        if served {
            able = Came { all: able.all + came.all, for_people: able.for_people + came.for_people };
        }
    }
    if people > 0.0 { (points * able.all).min(able.for_people) / people } else { points }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_count_all_that_came_over_the_bots_channels_and_take_only_what_people_got_there() {
        let came = |all: f64, for_people: f64| Came { all, for_people };
        let share = |came: &[(bool, Came)]| share(10, came.iter().copied());
        // Nothing known; nothing over its channels.
        assert_eq!(share(&[]), 0.1);
        assert_eq!(share(&[(false, came(50.0, 50.0))]), 0.0);
        // 200 chats of which 40 wanted a person, 60 calls: twenty of the hundred that people got.
        assert_eq!(share(&[(true, came(200.0, 40.0)), (false, came(60.0, 60.0))]), 0.2);
        // It has nearly all already: no more than what is left.
        assert_eq!(share(&[(true, came(1_000.0, 20.0)), (false, came(80.0, 80.0))]), 0.2);
    }
}
