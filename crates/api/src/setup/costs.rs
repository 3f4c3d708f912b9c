//! What contacts cost a centre, as it publishes it. What has no price is worth no money: none is made up.

use std::collections::BTreeMap;

use measure::{ChannelPrices, Prices};
use routing::policy::Channel;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::schema;

/// The dearest price, in millionths.
const MOST_MICROS: u64 = 1_000_000_000_000_000;

/// Prices in millionths of the currency's unit: 8.4 won a message are 8,400,000.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Costs {
    /// ISO 4217, such as `KRW`.
    pub currency: String,
    /// An hour of an agent's time with contacts: talk, hold and wrap-up.
    pub agent_hour_micros: Option<u64>,
    /// A contact that a bot served.
    pub bot_session_micros: Option<u64>,
    #[serde(default)]
    #[schema(value_type = schema::CostsByChannel)]
    pub channels: BTreeMap<Channel, ChannelCosts>,
}

/// What a channel's carrier asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChannelCosts {
    /// A message from an agent or a bot to the customer.
    pub message_micros: Option<u64>,
    /// A minute connected to a person.
    pub minute_micros: Option<u64>,
}

impl Costs {
    /// As they are reckoned with.
    pub fn prices(&self) -> Prices {
        let channel = |(channel, costs): (&Channel, &ChannelCosts)| {
            (*channel, ChannelPrices { message: costs.message_micros, minute: costs.minute_micros })
        };
        Prices {
            agent_hour: self.agent_hour_micros,
            bot_session: self.bot_session_micros,
            channels: self.channels.iter().map(channel).collect(),
        }
    }

    /// Whether the currency can be one.
    pub fn has_currency(&self) -> bool {
        self.currency.len() == 3 && self.currency.bytes().all(|letter| letter.is_ascii_uppercase())
    }

    /// Whether no price is beyond all bounds.
    pub fn has_bounds(&self) -> bool {
        let of_channels = self.channels.values().flat_map(|costs| [costs.message_micros, costs.minute_micros]);
        let mut all = [self.agent_hour_micros, self.bot_session_micros].into_iter().chain(of_channels).flatten();
        all.all(|price| price <= MOST_MICROS)
    }
}
