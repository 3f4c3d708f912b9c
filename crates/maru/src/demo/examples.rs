//! What the demo's customers say first, by reason: from the set of first words that ships. The centre learned from its typed half; who
//! comes says what is in the other.

const TYPED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../language/data/first-words/delivery.typed.tsv"));

const SPOKEN: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../language/data/first-words/delivery.spoken.tsv"));

/// Reasons of that set, and those of the demo's catalogue they belong to; 140 is anything else.
const REASONS: [(&str, u32); 19] = [
    ("order_status", 111),
    ("delivery_late", 111),
    ("not_delivered", 111),
    ("order_cancel", 112),
    ("missing_item", 113),
    ("wrong_item", 113),
    ("address_change", 114),
    ("refund_status", 121),
    ("double_payment", 122),
    ("payment_failed", 122),
    ("coupon", 123),
    ("receipt", 124),
    ("account", 132),
    ("foreign_object", 133),
    ("food_quality", 133),
    ("order_change", 140),
    ("membership", 140),
    ("rider_conduct", 140),
    ("review", 140),
];

/// Words to learn from, with their reason.
pub fn all() -> impl Iterator<Item = (&'static str, u32)> {
    read(TYPED).filter_map(|(text, reason)| Some((text, reason?)))
}

/// What is said for a reason; for none, what the catalogue has no reason for.
pub fn said(reason: Option<u32>) -> Vec<&'static str> {
    read(SPOKEN).filter(|(_, of)| *of == reason).map(|(text, _)| text).collect()
}

fn read(set: &'static str) -> impl Iterator<Item = (&'static str, Option<u32>)> {
    set.lines().skip(1).filter_map(|line| {
        let (text, named) = line.split_once('\t')?;
        let reason = REASONS.iter().find(|(name, _)| *name == named).map(|(_, reason)| *reason);
        Some((text, reason))
    })
}
