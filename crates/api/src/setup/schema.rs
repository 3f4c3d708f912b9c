//! How the engine's own parts of the setup document look on the wire: schemas only, never built. A test holds
//! them against what the engine really reads.
#![allow(dead_code)]

use utoipa::ToSchema;

/// What an agent needs from `after_ms` of waiting on.
#[derive(ToSchema)]
pub struct Ring {
    pub after_ms: u32,
    /// All of these, each at least at the level given. Empty: anyone.
    pub needs: Vec<Need>,
}

/// One skill at a least level.
#[derive(ToSchema)]
pub struct Need {
    pub skill: u32,
    /// 1 (learning) to 5 (teaches others).
    pub level: u8,
}

/// What to do when nobody qualified is on duty.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Nobody {
    Wait,
    OfferCallback,
}

/// How a channel loads an agent.
#[derive(ToSchema)]
pub struct ChannelRule {
    /// Share of an agent's attention one contact takes, of 100.
    pub load: u8,
    /// How long a talking contact stays with an agent whose device is silent.
    pub silent_grace_ms: u32,
}

/// A rule per channel that is served.
#[derive(ToSchema)]
pub struct ChannelRules {
    pub voice: Option<ChannelRule>,
    pub chat: Option<ChannelRule>,
    pub message: Option<ChannelRule>,
    pub mail: Option<ChannelRule>,
    pub callback: Option<ChannelRule>,
    pub task: Option<ChannelRule>,
}

/// What a channel costs, where it costs anything.
#[derive(ToSchema)]
pub struct CostsByChannel {
    pub voice: Option<super::costs::ChannelCosts>,
    pub chat: Option<super::costs::ChannelCosts>,
    pub message: Option<super::costs::ChannelCosts>,
    pub mail: Option<super::costs::ChannelCosts>,
    pub callback: Option<super::costs::ChannelCosts>,
    pub task: Option<super::costs::ChannelCosts>,
}

/// Rules about offers.
#[derive(ToSchema)]
pub struct OfferRules {
    pub deadline_ms: u32,
    pub cooldown_ms: u32,
    /// Unanswered offers in a row after which an agent is taken to be away. 0: never.
    pub missed_before_away: u8,
    pub wrap_up_ms: u32,
    pub return_credit_ms: u32,
}

/// Rules about callbacks.
#[derive(ToSchema)]
pub struct CallbackRules {
    /// Attempts before a callback is closed as failed, the first included.
    pub tries: u8,
    pub retry_ms: u32,
}

/// Rules about bots.
#[derive(ToSchema)]
pub struct BotRules {
    pub deadline_ms: u32,
    pub not_again_ms: u32,
}

/// What effort is worth in line.
#[derive(ToSchema)]
pub struct EffortWeights {
    pub transfer_ms: u32,
    pub repeat_ms: u32,
    pub broken_promise_ms: u32,
    pub waited_minute_ms: u32,
    pub cap_ms: u32,
}

/// What strain adds up to.
#[derive(ToSchema)]
pub struct StrainRules {
    pub ten_minutes: u16,
    pub hard_in_a_row: u16,
    pub abuse: u16,
    pub short_rest: u16,
    pub breath_after_hard: u8,
    pub breath_ms: u32,
    pub protect_rest_ms: u32,
    pub pause_ms: u32,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    use routing::policy;

    /// A value with exactly the fields of the schema is what the engine reads: none missing, none unknown.
    fn reads<T: DeserializeOwned>(name: &str) {
        let document = crate::document();
        let fields = document["components"]["schemas"][name]["properties"].as_object().unwrap();
        let value: serde_json::Map<String, Value> =
            fields.keys().map(|field| (field.clone(), Value::from(1))).collect();
        if let Err(fault) = serde_json::from_value::<T>(Value::Object(value)) {
            panic!("{name}: {fault}");
        }
    }

    #[test]
    fn schemas_are_what_the_engine_reads() {
        reads::<policy::Need>("Need");
        reads::<policy::ChannelRule>("ChannelRule");
        reads::<policy::OfferRules>("OfferRules");
        reads::<policy::CallbackRules>("CallbackRules");
        reads::<policy::BotRules>("BotRules");
        reads::<policy::EffortWeights>("EffortWeights");
        reads::<policy::StrainRules>("StrainRules");
    }
}
