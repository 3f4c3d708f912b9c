//! Words of the help centre.

use crate::wire::Language;

/// What the pages say in one language.
pub struct HelpWords {
    pub code: &'static str,
    /// The other language, by its own name.
    pub other: (Language, &'static str, &'static str),
    pub help: &'static str,
    pub search: &'static str,
    pub find: &'static str,
    pub all: &'static str,
    pub found: &'static str,
    pub none: &'static str,
    pub more: &'static str,
    pub missing: &'static str,
    pub steps: &'static str,
    pub unsolved: &'static str,
    pub contact: &'static str,
}

const KO: HelpWords = HelpWords {
    code: "ko",
    other: (Language::En, "en", "English"),
    help: "도움말",
    search: "무엇을 도와드릴까요?",
    find: "찾기",
    all: "전체 도움말",
    found: "찾은 도움말",
    none: "맞는 도움말을 찾지 못했어요. 다른 말로 찾아보시거나 문의해 주세요.",
    more: "여기에 다 보여 드리지 못했어요. 위에서 찾아보세요.",
    missing: "찾으시는 도움말이 없어요. 주소를 확인하시거나 전체 도움말에서 찾아보세요.",
    steps: "이렇게 해 보세요",
    unsolved: "해결되지 않으셨나요?",
    contact: "문의하기",
};

const EN: HelpWords = HelpWords {
    code: "en",
    other: (Language::Ko, "ko", "한국어"),
    help: "Help",
    search: "How can we help?",
    find: "Search",
    all: "All articles",
    found: "Articles found",
    none: "No article fits. Try other words, or contact us.",
    more: "There are more than fit here. Search for them above.",
    missing: "This article is not there. Check the address, or look through all articles.",
    steps: "What to do",
    unsolved: "Still not solved?",
    contact: "Contact us",
};

/// The words of a language.
pub fn words(language: Language) -> &'static HelpWords {
    match language {
        Language::Ko => &KO,
        Language::En => &EN,
    }
}
