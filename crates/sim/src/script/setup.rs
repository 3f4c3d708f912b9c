//! The lines that describe a centre: channels, reasons, agents. Everything has a default, so that a script says only
//! what matters to it.

use std::collections::BTreeMap;

use routing::policy::{
    BotRules, CallbackGroup, CallbackRules, Channel, ChannelRule, EffortWeights, Need, Nobody, OfferRules, Policy,
    Reason, Ring, Rule, StrainRules, Treatment,
};
use routing::{AgentKind, AgentProfile, ReasonId};

use super::names::Names;
use super::words::{Outcome, Words, word};

/// A centre with every channel and no reason.
pub fn policy() -> Policy {
    let rule = |load, silent_grace_ms| ChannelRule { load, silent_grace_ms };
    Policy {
        version: 1,
        reasons: BTreeMap::new(),
        unknown_reason: ReasonId(1),
        groups: BTreeMap::new(),
        channels: BTreeMap::from([
            (Channel::Voice, rule(100, 0)),
            (Channel::Chat, rule(40, 60_000)),
            (Channel::Message, rule(10, 300_000)),
            (Channel::Mail, rule(10, 300_000)),
            (Channel::Callback, rule(100, 0)),
            (Channel::Task, rule(20, 300_000)),
        ]),
        offers: OfferRules {
            deadline_ms: 20_000,
            cooldown_ms: 60_000,
            missed_before_away: 3,
            wrap_up_ms: 180_000,
            return_credit_ms: 86_400_000,
        },
        callbacks: CallbackRules { tries: 2, retry_ms: 900_000 },
        bots: BotRules { deadline_ms: 600_000, not_again_ms: 86_400_000 },
        effort: EffortWeights {
            transfer_ms: 120_000,
            repeat_ms: 180_000,
            broken_promise_ms: 300_000,
            waited_minute_ms: 6_000,
            cap_ms: 900_000,
        },
        strain: StrainRules {
            ten_minutes: 3,
            hard_in_a_row: 10,
            abuse: 25,
            short_rest: 15,
            breath_after_hard: 0,
            breath_ms: 30_000,
            protect_rest_ms: 600_000,
            pause_ms: 300_000,
        },
    }
}

/// A person who may have one conversation of each kind, or a bot who may have a hundred.
pub fn profile(agent: routing::AgentId, kind: AgentKind) -> AgentProfile {
    let most: u16 = if kind == AgentKind::Bot { 100 } else { 1 };
    let channels = [Channel::Voice, Channel::Chat, Channel::Message, Channel::Mail, Channel::Callback, Channel::Task];
    AgentProfile {
        agent,
        kind,
        skills: BTreeMap::new(),
        capacity: if kind == AgentKind::Bot { 10_000 } else { 100 },
        limits: channels.into_iter().map(|channel| (channel, most)).collect(),
        auto_accept: kind == AgentKind::Bot,
        short_rest: false,
        predicted: BTreeMap::new(),
    }
}

/// What a reason is unless its line says otherwise: nothing needed, a person at once.
fn plain_reason(hours: routing::HoursId) -> Reason {
    Reason {
        urgency: 0,
        importance_customer: 0,
        importance_company: 0,
        rings: vec![Ring { after_ms: 0, needs: Vec::new() }],
        rule: Rule::LongestIdle,
        preferred_hold_ms: 0,
        expected_ms: 300_000,
        target_ms: 30_000,
        hard: false,
        group: None,
        hours,
        known: vec![Treatment::Person],
        unknown: vec![Treatment::Person],
        bot: None,
        nobody: Nobody::Wait,
    }
}

/// A line that changes the policy; `false`: it is about something else.
pub fn policy_line(words: &mut Words<'_>, names: &mut Names, policy: &mut Policy) -> Outcome<bool> {
    match words.peek() {
        Some("channel") => channel(words, policy)?,
        Some("offers") => offers(words, policy)?,
        Some("callbacks") => callbacks(words, policy)?,
        Some("bots") => bots(words, policy)?,
        Some("effort") => effort(words, policy)?,
        Some("strain") => strain(words, policy)?,
        Some("group") => group(words, names, policy)?,
        Some("reason") => reason(words, names, policy)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// `channel chat load 50 grace 60s`
fn channel(words: &mut Words<'_>, policy: &mut Policy) -> Outcome<()> {
    words.next();
    let channel: Channel = word(words.need("a channel")?)?;
    let rule = policy.channels.entry(channel).or_insert(ChannelRule { load: 100, silent_grace_ms: 0 });
    while let Some(option) = words.next() {
        match option {
            "load" => rule.load = words.number("a load")?,
            "grace" => rule.silent_grace_ms = words.duration("a grace")?,
            other => return Err(format!("a channel has no `{other}`")),
        }
    }
    Ok(())
}

/// `offers deadline 20s cooldown 60s away-after 2 wrap-up 3m return-credit 1d`
fn offers(words: &mut Words<'_>, policy: &mut Policy) -> Outcome<()> {
    words.next();
    let rules = &mut policy.offers;
    while let Some(option) = words.next() {
        match option {
            "deadline" => rules.deadline_ms = words.duration("a deadline")?,
            "cooldown" => rules.cooldown_ms = words.duration("a cooldown")?,
            "away-after" => rules.missed_before_away = words.number("a number of offers")?,
            "wrap-up" => rules.wrap_up_ms = words.duration("a wrap-up")?,
            "return-credit" => rules.return_credit_ms = words.duration("a credit")?,
            other => return Err(format!("offers have no `{other}`")),
        }
    }
    Ok(())
}

/// `callbacks tries 2 retry 15m`
fn callbacks(words: &mut Words<'_>, policy: &mut Policy) -> Outcome<()> {
    words.next();
    while let Some(option) = words.next() {
        match option {
            "tries" => policy.callbacks.tries = words.number("a number of tries")?,
            "retry" => policy.callbacks.retry_ms = words.duration("a pause")?,
            other => return Err(format!("callbacks have no `{other}`")),
        }
    }
    Ok(())
}

/// `bots deadline 10m not-again 1d`
fn bots(words: &mut Words<'_>, policy: &mut Policy) -> Outcome<()> {
    words.next();
    while let Some(option) = words.next() {
        match option {
            "deadline" => policy.bots.deadline_ms = words.duration("a deadline")?,
            "not-again" => policy.bots.not_again_ms = words.duration("a time")?,
            other => return Err(format!("bots have no `{other}`")),
        }
    }
    Ok(())
}

/// `effort transfer 2m repeat 3m broken-promise 5m waited-minute 6s cap 15m`
fn effort(words: &mut Words<'_>, policy: &mut Policy) -> Outcome<()> {
    words.next();
    let weights = &mut policy.effort;
    while let Some(option) = words.next() {
        let weight = match option {
            "transfer" => &mut weights.transfer_ms,
            "repeat" => &mut weights.repeat_ms,
            "broken-promise" => &mut weights.broken_promise_ms,
            "waited-minute" => &mut weights.waited_minute_ms,
            "cap" => &mut weights.cap_ms,
            other => return Err(format!("effort has no `{other}`")),
        };
        *weight = words.duration("a weight")?;
    }
    Ok(())
}

/// `strain breath-after 3 breath 30s rest 10m pause 5m`
fn strain(words: &mut Words<'_>, policy: &mut Policy) -> Outcome<()> {
    words.next();
    let rules = &mut policy.strain;
    while let Some(option) = words.next() {
        match option {
            "breath-after" => rules.breath_after_hard = words.number("a number of contacts")?,
            "breath" => rules.breath_ms = words.duration("a breath")?,
            "rest" => rules.protect_rest_ms = words.duration("a rest")?,
            "pause" => rules.pause_ms = words.duration("a pause")?,
            other => return Err(format!("strain has no `{other}`")),
        }
    }
    Ok(())
}

/// `group moving slot 30m places 2`
fn group(words: &mut Words<'_>, names: &mut Names, policy: &mut Policy) -> Outcome<()> {
    words.next();
    let group = names.group(words.need("a name")?);
    let mut rule = CallbackGroup { slot_ms: 1_800_000, places: 1 };
    while let Some(option) = words.next() {
        match option {
            "slot" => rule.slot_ms = words.duration("a slot")?,
            "places" => rule.places = words.number("a number of places")?,
            other => return Err(format!("a group has no `{other}`")),
        }
    }
    policy.groups.insert(group, rule);
    Ok(())
}

/// `reason refund needs refund:3 after 60s needs refund:1 rule best-level urgency 2 …`
fn reason(words: &mut Words<'_>, names: &mut Names, policy: &mut Policy) -> Outcome<()> {
    words.next();
    let id = ReasonId(names.reasons.of(words.need("a name")?));
    let mut reason = plain_reason(names.hours("always"));
    let mut after_ms = None;
    while let Some(option) = words.next() {
        match option {
            "after" => after_ms = Some(words.duration("a wait")?),
            "needs" => {
                let needs = needs(words, names)?;
                if after_ms.is_none() {
                    reason.rings.clear();
                }
                reason.rings.push(Ring { after_ms: after_ms.take().unwrap_or(0), needs });
            }
            "rule" => reason.rule = word(words.need("a rule")?)?,
            "urgency" => reason.urgency = words.number("an urgency")?,
            "customer" => reason.importance_customer = words.number("an importance")?,
            "company" => reason.importance_company = words.number("an importance")?,
            "hold" => reason.preferred_hold_ms = words.duration("a hold")?,
            "takes" => reason.expected_ms = words.duration("a length")?,
            "target" => reason.target_ms = words.duration("a target")?,
            "hard" => reason.hard = true,
            "group" => reason.group = Some(names.group(words.need("a group")?)),
            "hours" => reason.hours = names.hours(words.need("hours")?),
            "bot" => reason.bot = Some(routing::AgentId(names.agents.of(words.need("a bot")?))),
            "nobody" => reason.nobody = word(words.need("what happens then")?)?,
            "offers" => {
                let offered = treatments(words.need("treatments")?)?;
                reason.known.clone_from(&offered);
                reason.unknown = offered;
            }
            other => return Err(format!("a reason has no `{other}`")),
        }
    }
    policy.reasons.insert(id, reason);
    Ok(())
}

/// `bot,callback,person`
fn treatments(list: &str) -> Outcome<Vec<Treatment>> {
    list.split(',').map(word).collect()
}

/// `refund:3 korean:2`, up to the next word without a level; `anyone` for none.
pub fn needs(words: &mut Words<'_>, names: &mut Names) -> Outcome<Vec<Need>> {
    let mut needs = Vec::new();
    if words.eat("anyone") {
        return Ok(needs);
    }
    while let Some((name, level)) = words.peek().and_then(|next| next.rsplit_once(':')) {
        let level = level.parse().map_err(|_| format!("`{level}` is not a level"))?;
        needs.push(Need { skill: names.skill(name), level });
        words.next();
    }
    if needs.is_empty() { Err("needs are missing, such as refund:3, or `anyone`".into()) } else { Ok(needs) }
}

/// The rest of an agent's line: `refund:4 chat 3 capacity 100 auto-accept`. True: she is ready at once.
pub fn agent(words: &mut Words<'_>, names: &mut Names, profile: &mut AgentProfile) -> Outcome<bool> {
    let mut ready = false;
    while let Some(option) = words.peek() {
        if option.contains(':') {
            for need in needs(words, names)? {
                profile.skills.insert(need.skill, need.level);
            }
            continue;
        }
        words.next();
        match option {
            "ready" => ready = true,
            "capacity" => profile.capacity = words.number("a capacity")?,
            "auto-accept" => profile.auto_accept = true,
            "only" => profile.limits.clear(),
            "predicts" => {
                let reason = names.reason(words.need("a reason")?)?;
                profile.predicted.insert(reason, words.number("thousandths")?);
            }
            channel => {
                let channel: Channel = word(channel)?;
                profile.limits.insert(channel, words.number("a limit")?);
            }
        }
    }
    Ok(ready)
}
