//! The person who is signed in: who she is, what she may do, how her day goes.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::wire::{Channel, Language, Ms, Presence, PresenceView, Role, Words};

/// What every screen needs to know before it draws.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Me {
    pub id: u32,
    pub name: String,
    pub alias: String,
    pub email: String,
    pub roles: Vec<Role>,
    /// Operation ids the caller may use; everything else answers 403.
    pub may: Vec<String>,
    pub centre: CentreView,
    pub settings: Settings,
    /// Absent for those who serve no contacts.
    pub presence: Option<PresenceView>,
    pub next_break: Option<NextBreak>,
    /// The reason catalogue, parents before children.
    pub reasons: Vec<ReasonItem>,
    pub skills: Vec<SkillItem>,
}

/// The centre the session belongs to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CentreView {
    pub name: String,
    /// IANA zone of the screens' clocks.
    pub zone: String,
    /// What its sites speak, its own language first: texts are needed in these. None: either will do.
    pub languages: Vec<Language>,
    /// It is a demo: simulated people are about.
    pub demo: bool,
}

/// A person's own settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    /// One short sound per new assignment.
    pub sound_assignment: bool,
    pub sound_alert: bool,
    /// Desktop notifications.
    pub notify: bool,
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Fields left out stay as they are.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    pub language: Option<Language>,
    pub theme: Option<Theme>,
    pub sound_assignment: Option<bool>,
    pub sound_alert: Option<bool>,
    pub notify: Option<bool>,
}

/// The next pause, always visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct NextBreak {
    pub at: Ms,
    pub until: Ms,
    pub because: BreakCause,
}

/// Where a pause comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakCause {
    /// A break in the plan.
    Break,
    /// A meal in the plan.
    Meal,
    /// Rest that is due after hard contacts or abuse.
    Rest,
}

/// A reason of the catalogue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonItem {
    pub id: u32,
    pub parent: Option<u32>,
    pub name: Words,
    pub about: Words,
}

/// A skill of the catalogue.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SkillItem {
    pub id: u32,
    pub name: Words,
    /// BCP 47, when the skill is a language.
    pub language: Option<String>,
}

/// Where the caller is signed in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Sessions {
    pub sessions: Vec<SessionView>,
}

/// One session.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionView {
    pub id: u64,
    pub current: bool,
    pub created: Ms,
    pub last_seen: Ms,
    pub expires: Ms,
    /// Network address.
    pub place: String,
    /// What the browser calls itself.
    pub browser: String,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    /// `ready`, `break`, `meal`, `training` or `offline`; the others come by themselves.
    pub presence: Presence,
    /// Back to ready by itself then.
    pub until: Option<Ms>,
}

/// The agent's own day; nobody else sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Day {
    pub as_of: Ms,
    /// Start of the day in the centre's zone.
    pub from: Ms,
    pub segments: Vec<DaySegment>,
    pub next_break: Option<NextBreak>,
    pub how_it_went: HowItWent,
    /// The same over the caller's own last four weeks, per day.
    pub usual: HowItWent,
    pub load: Load,
}

/// A piece of the day's ribbon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct DaySegment {
    pub from: Ms,
    /// Absent: goes on.
    pub to: Option<Ms>,
    pub presence: Presence,
}

/// What came of the work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, ToSchema)]
pub struct HowItWent {
    pub contacts: f64,
    /// Of 1,000 closed, those solved without a further contact.
    pub solved_first_permille: Option<f64>,
    /// Customers who answered that it was easy (6 or 7 of 7).
    pub easy: f64,
    pub surveys: f64,
    pub handle_ms: Option<f64>,
}

/// The day's load, from work facts: every input of the strain formula and its result.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Load {
    pub without_pause_ms: i64,
    pub hard_in_a_row: u32,
    pub abuse_today: u32,
    pub short_rest: bool,
    pub breaks_taken: u32,
    pub break_ms: i64,
    pub points: u32,
    pub rules: StrainRulesView,
    /// Contacts by channel today.
    pub by_channel: Vec<ChannelCount>,
}

/// What each work fact adds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct StrainRulesView {
    pub ten_minutes: u16,
    pub hard_in_a_row: u16,
    pub abuse: u16,
    pub short_rest: u16,
    pub breath_after_hard: u8,
    pub breath_ms: u32,
    pub protect_rest_ms: u32,
    pub pause_ms: u32,
}

/// How many over a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelCount {
    pub channel: Channel,
    pub contacts: u32,
}
