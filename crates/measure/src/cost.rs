//! What contacts cost, by prices a centre publishes. Without a price nothing is worth money: no figure is made up.

use std::collections::BTreeMap;

use routing::Channel;
use serde::{Deserialize, Serialize};

use crate::sums::Sums;

const HOUR_MS: u64 = 3_600_000;
const MINUTE_MS: u64 = 60_000;

/// Prices in millionths of the currency's unit; what has none is left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// An hour of a person's time with a contact: talk, hold and wrap-up.
    pub agent_hour: Option<u64>,
    /// A contact that a bot served.
    pub bot_session: Option<u64>,
    pub channels: BTreeMap<Channel, ChannelPrices>,
}

/// What a channel's carrier asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelPrices {
    /// A message from an agent or a bot.
    pub message: Option<u64>,
    /// A minute connected to a person, on hold or not.
    pub minute: Option<u64>,
}

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostOf {
    AgentTime,
    BotSessions,
    Messages(Channel),
    Minutes(Channel),
}

/// One thing that is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostPart {
    pub of: CostOf,
    /// ms of time, or pieces.
    pub amount: u64,
    /// An hour's, a minute's or a piece's; None: it has no price and is left out.
    pub price: Option<u64>,
    /// amount × price, rounded half up; 0 without a price.
    pub cost: u64,
}

impl Prices {
    /// Whether anything has a price.
    pub fn any(&self) -> bool {
        let of_channel = |prices: &ChannelPrices| prices.message.is_some() || prices.minute.is_some();
        self.agent_hour.is_some() || self.bot_session.is_some() || self.channels.values().any(of_channel)
    }

    /// Everything that happened and could be paid for, with and without a price, in this order: agents' time, bots, channels.
    pub fn parts(&self, by_channel: &BTreeMap<Option<Channel>, Sums>) -> Vec<CostPart> {
        let mut all = Sums::default();
        for sums in by_channel.values() {
            all.merge(sums);
        }
        let time_ms = with_customer_ms(&all) + all.wrap_up_ms + all.protected_wrap_up_ms;
        let mut parts = vec![
            part(CostOf::AgentTime, time_ms, self.agent_hour, HOUR_MS),
            part(CostOf::BotSessions, all.bot_served, self.bot_session, 1),
        ];
        for (channel, sums) in by_channel.iter().filter_map(|(channel, sums)| Some(((*channel)?, sums))) {
            let prices = self.channels.get(&channel).copied().unwrap_or_default();
            parts.push(part(CostOf::Messages(channel), sums.messages, prices.message, 1));
            parts.push(part(CostOf::Minutes(channel), with_customer_ms(sums), prices.minute, MINUTE_MS));
        }
        parts.retain(|part| part.amount > 0);
        parts
    }
}

fn part(of: CostOf, amount: u64, price: Option<u64>, a_price: u64) -> CostPart {
    let cost = price.map_or(0, |price| {
        let (twice, a_price) = (u128::from(amount) * u128::from(price) * 2, u128::from(a_price));
        u64::try_from((twice + a_price) / (a_price * 2)).unwrap_or(u64::MAX)
    });
    CostPart { of, amount, price, cost }
}

/// Time of people connected to the customer, those who were protected included: it was paid for.
fn with_customer_ms(sums: &Sums) -> u64 {
    sums.talk_ms + sums.hold_ms + sums.protected_ms
}
