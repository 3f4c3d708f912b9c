//! What the model of reasons is asked and says.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::clean::Clean;
use crate::error::FieldCode;
use crate::wire::{Ms, ReasonName};

/// Where in a contact's life its reason was thought of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KnownAt {
    Entry,
    Bot,
    Agent,
    WrapUp,
}

/// Who thought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KnownBy {
    Customer,
    /// The centre's model, from the customer's own words.
    Model,
    Bot,
    Agent,
}

/// What was thought a contact is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonKnown {
    pub at_stage: KnownAt,
    pub by: KnownBy,
    pub reason: ReasonName,
    /// How often such an answer of the model is right, in thousandths.
    pub confidence_permille: Option<u16>,
    pub at: Ms,
}

/// Words a customer uses for a reason.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Example {
    pub id: u64,
    pub text: String,
    pub source: ExampleSource,
    pub at: Ms,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExampleSource {
    /// Somebody wrote it in the setup.
    Written,
    /// An agent set the reason at wrap-up where the model had thought another.
    Corrected,
}

/// Examples of a reason, the newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExampleList {
    pub reason: ReasonName,
    pub examples: Vec<Example>,
}

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExample {
    /// As a customer would say it; personal data is taken out.
    pub text: Clean,
}

/// What the model of reasons knows, and where it is weak.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonLearning {
    /// Absent while the centre has no reasons.
    pub learned: Option<LearnedView>,
    /// Every reason it can say, with its examples counted, in the order of the catalogue.
    pub reasons: Vec<ReasonExamples>,
    /// Pairs most taken for one another, worst first.
    pub confusions: Vec<ConfusionView>,
    /// The same words under two reasons.
    pub contradictions: Vec<ContradictionView>,
}

/// The model in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LearnedView {
    pub at: Ms,
    pub took_ms: u32,
    pub examples: u32,
    /// At least so many of a thousand are named at once; absent with fewer than three examples a reason.
    pub right_permille: Option<u16>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonExamples {
    pub reason: ReasonName,
    pub examples: u32,
}

/// Two reasons the model mixes up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConfusionView {
    pub one: ReasonName,
    pub other: ReasonName,
    /// Examples of either taken for the other, and their share of both reasons' examples in thousandths.
    pub count: u32,
    pub share_permille: u16,
    /// Often enough and both ways: one reason may do, or the two need better names.
    pub merge: bool,
    pub examples: Vec<String>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContradictionView {
    pub text: String,
    pub one: ReasonName,
    pub other: ReasonName,
}

/// What customers say that no reason covers, and whether what they say has changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonDiscovery {
    /// Contacts looked at: those of the last weeks without a reason.
    pub looked_at: u32,
    pub proposals: Vec<ReasonProposal>,
    /// The last seven days beside the four weeks before; absent with fewer than thirty contacts with words on either side.
    pub drift: Option<DriftView>,
}

/// A reason the catalogue may lack.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonProposal {
    /// What most of them say, a name to start from.
    pub name: String,
    pub count: u32,
    pub examples: Vec<String>,
}

/// How far the customers' words have moved.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DriftView {
    /// Stability index in thousandths: below 100 nothing, above 250 much.
    pub index_permille: u32,
    /// Share about none of the reasons, before and now, in thousandths.
    pub other_permille: [u16; 2],
    /// The reasons that grew or shrank most.
    pub moved: Vec<ReasonMoved>,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReasonMoved {
    pub reason: ReasonName,
    pub before_permille: u16,
    pub now_permille: u16,
}

/// What a file of examples would bring, or has brought.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct ExamplesImport {
    /// It was taken, all of it; otherwise nothing has changed.
    pub taken: bool,
    pub lines: u32,
    pub new: u32,
    /// Lines with words their reason has already, here or further up.
    pub there: u32,
    /// Lines whose reason is to be left out.
    pub left_out: u32,
    /// Names that no reason of the catalogue has, or more than one; each must be given a meaning. The first of them.
    pub unknown: Vec<UnknownReason>,
    /// Lines that have such a name.
    pub unknown_lines: u32,
    /// The same words under another reason, here or further up: taken, and for a person to settle. The first of them.
    pub contradictions: Vec<FileContradiction>,
    pub contradictory: u32,
    /// Lines that cannot be taken. The first of them.
    pub faults: Vec<LineFault>,
    pub faulty: u32,
    /// Reasons that would have too many.
    pub full: Vec<FullReason>,
    /// So many more than a centre may have.
    pub over: u32,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UnknownReason {
    pub name: String,
    pub lines: u32,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FileContradiction {
    pub line: u64,
    pub text: String,
    pub reason: ReasonName,
    pub other: ReasonName,
}

/// What is wrong with a line of a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineFault {
    pub line: u64,
    pub field: String,
    pub code: FieldCode,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FullReason {
    pub reason: ReasonName,
    pub would_be: u32,
    pub most: u32,
}

/// How a file of examples is to be taken.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExamplesQuery {
    /// False: it is only looked through.
    #[serde(default)]
    pub take: bool,
    /// What names of the file mean that no reason has, as JSON: `{"환불문의": 12, "기타문의": null}`; null leaves its lines out.
    pub meant: Option<String>,
}
