//! The demo's knowledge, from Markdown files: reasons, title and a sentence first, then numbered steps.

use api::setup::document::Words;

/// An article in both languages.
pub struct Article {
    pub reasons: Vec<u32>,
    pub title: Words,
    pub about: Words,
    pub steps: Vec<Words>,
    /// What follows the steps, in Markdown.
    pub body: Words,
    /// In the help centre.
    pub public: bool,
}

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("articles/", $name))
    };
}

const FILES: [(&str, &str); 7] = [
    (file!("refund-timing.ko.md"), file!("refund-timing.en.md")),
    (file!("coupons.ko.md"), file!("coupons.en.md")),
    (file!("receipts.ko.md"), file!("receipts.en.md")),
    (file!("sign-in.ko.md"), file!("sign-in.en.md")),
    (file!("menu-hours.ko.md"), file!("menu-hours.en.md")),
    (file!("late-delivery.ko.md"), file!("late-delivery.en.md")),
    (file!("food-safety.ko.md"), file!("food-safety.en.md")),
];

/// All of them.
pub fn all() -> Vec<Article> {
    FILES.iter().map(|(ko, en)| article(ko, en)).collect()
}

fn article(ko: &str, en: &str) -> Article {
    let both = |name: &str| Words { ko: field(ko, name), en: field(en, name) };
    let steps = steps(ko).into_iter().zip(steps(en)).map(|(ko, en)| Words { ko, en }).collect();
    let reasons = field(ko, "reasons:").split(',').filter_map(|id| id.trim().parse().ok()).collect();
    let body = Words { ko: body(ko), en: body(en) };
    Article { reasons, title: both("title:"), about: both("about:"), steps, body, public: field(ko, "public:") != "no" }
}

/// From the first heading on.
fn body(text: &str) -> String {
    text.find("\n## ").and_then(|at| text.get(at..)).unwrap_or_default().trim().to_string()
}

fn field(text: &str, name: &str) -> String {
    text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_string()
}

fn steps(text: &str) -> Vec<String> {
    let step = |line: &str| {
        let (number, step) = line.split_once(". ")?;
        number.parse::<u32>().ok().map(|_| step.replace("**", ""))
    };
    text.lines().take_while(|line| !line.starts_with("## ")).filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_article_has_a_reason_and_steps() {
        let all = super::all();
        assert_eq!(all.len(), 7);
        for article in all {
            assert!(!article.reasons.is_empty(), "{}", article.title.ko);
            assert!(!article.about.ko.is_empty() && !article.about.en.is_empty(), "{}", article.title.ko);
            assert_eq!(article.steps.len(), 3, "{}", article.title.ko);
            assert!(article.steps.iter().all(|step| step.ko != step.en), "{} is in both languages", article.title.ko);
        }
    }
}
