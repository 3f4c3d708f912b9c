//! Markdown as HTML that is safe to show: no HTML of the writer's own, no images, links to the web only.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::wire::Words;

/// Where links may lead.
const SCHEMES: [&str; 2] = ["https://", "http://"];

/// A text in both languages as HTML.
pub fn both(words: &Words) -> Words {
    Words { ko: html(&words.ko), en: html(&words.en) }
}

/// HTML of a text. What looks like HTML in it is shown as it is written.
pub fn html(text: &str) -> String {
    // Of nested links and images only what is written in them stays, so each end has to know what its beginning was.
    let mut open = Vec::new();
    let parser = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH);
    let safe = parser.filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let web = link_type != LinkType::Email && SCHEMES.iter().any(|scheme| dest_url.starts_with(scheme));
            open.push(web);
            web.then_some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => open.pop().unwrap_or(false).then_some(Event::End(TagEnd::Link)),
        // The page has a heading of the first kind already.
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: below(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        other => Some(other),
    });
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, safe);
    out
}

fn below(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H2, H3};
    if level <= H2 { H2 } else { H3 }
}

/// A text as a part of HTML, in an attribute too.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::html;

    #[test]
    fn nothing_of_the_writers_own_runs() {
        assert_eq!(
            html("**환불**은 [여기](https://a.example/?a=1&b=2)"),
            "<p><strong>환불</strong>은 <a href=\"https://a.example/?a=1&amp;b=2\">여기</a></p>\n"
        );
        assert_eq!(html("[a](javascript:alert(1)) [b](/x) <me@example.com>"), "<p>a b me@example.com</p>\n");
        assert_eq!(html("a <b onclick=x>c</b>"), "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n");
        assert_eq!(
            html("<script>\nalert(1)\n</script>"),
            "<p>&lt;script&gt;\nalert(1)\n&lt;/script&gt;\n</p>\n".replace("\n</p>", "</p>")
        );
        assert_eq!(html("![cat](https://a.example/cat.png)"), "<p>cat</p>\n");
        assert_eq!(html("# one\n### two"), "<h2>one</h2>\n<h3>two</h3>\n");
    }

    proptest! {
        #[test]
        fn only_known_tags_come_out(text in "[<>a-z\"'=/:()\\[\\]!#*` \n\\-&;]{0,200}") {
            const TAGS: [&str; 25] = [
                "p", "strong", "em", "a", "h2", "h3", "ul", "ol", "li", "code", "pre", "hr", "br", "blockquote", "table",
                "thead", "tbody", "tr", "td", "th", "del", "sup", "div", "span", "s",
            ];
            let out = html(&text);
            for part in out.split('<').skip(1) {
                let name: String = part.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(TAGS.contains(&name.as_str()), "<{name} in {out}");
            }
            prop_assert!(!out.contains("href=\"javascript") && !out.contains("<script"), "{out}");
        }
    }
}
