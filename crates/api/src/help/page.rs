//! The pages as HTML.

use super::words::words;
use crate::knowledge::markdown::{escaped, html};
use crate::knowledge::types::{Article, ArticleHit, Piece};
use crate::wire::{Language, Words};

/// The site a page belongs to, and how it is read.
pub struct Place {
    pub centre: u32,
    pub slug: String,
    pub name: String,
    /// What it speaks unless asked otherwise.
    pub own: Language,
    pub language: Language,
    /// Our own address as browsers write it.
    pub origin: String,
}

/// What a page shows, before its frame.
struct Shown {
    /// The part of the address after the site's help centre, such as `/7`.
    path: String,
    title: String,
    description: String,
    /// Search engines keep what stays.
    indexed: bool,
    main: String,
}

impl Place {
    /// A text in the page's language, or in the one it has.
    fn say<'a>(&self, words: &'a Words) -> &'a str {
        let (said, other) = (words.said(self.language), words.said(super::words::words(self.language).other.0));
        if said.is_empty() { other } else { said }
    }

    /// A page's address within this server, in a language: without one it is in whichever the browser likes best.
    fn address(&self, path: &str, language: Language) -> String {
        format!("{}?lang={}", self.any(path), words(language).code)
    }

    fn any(&self, path: &str) -> String {
        format!("/c/{}/help{path}", self.slug)
    }

    fn whole(&self, shown: &Shown) -> String {
        let t = words(self.language);
        let (other, code, name) = t.other;
        let address = |language| escaped(&format!("{}{}", self.origin, self.address(&shown.path, language)));
        let (here, there) = (address(self.language), address(other));
        let any = escaped(&format!("{}{}", self.origin, self.any(&shown.path)));
        let site = escaped(&self.name);
        let title = format!("{} · {site}", escaped(&shown.title));
        let robots = if shown.indexed { "" } else { "<meta name=\"robots\" content=\"noindex\">\n" };
        format!(
            "<!doctype html>\n<html lang=\"{lang}\" data-size=\"touch\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <meta name=\"description\" content=\"{description}\">\n{robots}<link rel=\"canonical\" href=\"{here}\">\n\
             <link rel=\"alternate\" hreflang=\"{lang}\" href=\"{here}\">\n\
             <link rel=\"alternate\" hreflang=\"{code}\" href=\"{there}\">\n\
             <link rel=\"alternate\" hreflang=\"x-default\" href=\"{any}\">\n<link rel=\"icon\" href=\"/icon.svg\">\n\
             <link rel=\"stylesheet\" href=\"/help.css\">\n</head>\n<body>\n<header>\n<a href=\"{home}\">{site} {help}</a>\n\
             <a lang=\"{code}\" hreflang=\"{code}\" href=\"{switch}\">{name}</a>\n</header>\n<main>\n{main}</main>\n<footer>\n\
             <p>{unsolved} <a class=\"act\" href=\"/c/{slug}\">{contact}</a></p>\n</footer>\n</body>\n</html>\n",
            lang = t.code,
            description = escaped(&shown.description),
            home = escaped(&self.address("", self.language)),
            help = t.help,
            switch = escaped(&self.address(&shown.path, other)),
            main = shown.main,
            unsolved = t.unsolved,
            slug = escaped(&self.slug),
            contact = t.contact,
        )
    }

    fn search(&self, asked: &str) -> String {
        let t = words(self.language);
        let language = format!("<input type=\"hidden\" name=\"lang\" value=\"{}\">", t.code);
        format!(
            "<form role=\"search\" action=\"/c/{}/help\">{language}<label for=\"q\">{}</label>\n\
             <div><input id=\"q\" type=\"search\" name=\"q\" maxlength=\"100\" value=\"{}\"><button>{}</button></div></form>\n",
            escaped(&self.slug),
            t.search,
            escaped(asked),
            t.find,
        )
    }
}

/// All articles, or those found. `more`: there are others that are not listed.
pub fn list(place: &Place, asked: &str, found: &[ArticleHit], more: bool) -> String {
    let t = words(place.language);
    let mut main = format!("<h1>{}</h1>\n{}", t.help, place.search(asked));
    let heading = if asked.is_empty() { t.all } else { t.found };
    main.push_str(&format!("<h2>{heading}</h2>\n"));
    if found.is_empty() {
        main.push_str(&format!("<p>{}</p>\n", t.none));
    }
    main.push_str("<ul class=\"found\">\n");
    for hit in found {
        let title = escaped(place.say(&hit.title));
        let address = escaped(&place.address(&format!("/{}", hit.id), place.language));
        let passage = hit.why.as_ref().map(|why| marked(&why.passage)).filter(|passage| !passage.is_empty());
        let line = passage.unwrap_or_else(|| escaped(place.say(&hit.about)));
        main.push_str(&format!("<li><a href=\"{address}\">{title}</a><p>{line}</p></li>\n"));
    }
    main.push_str("</ul>\n");
    if more {
        main.push_str(&format!("<p>{}</p>\n", t.more));
    }
    let shown = Shown {
        path: String::new(),
        title: t.help.to_owned(),
        description: format!("{} {}", place.name, t.help),
        indexed: asked.is_empty(),
        main,
    };
    place.whole(&shown)
}

/// One article.
pub fn article(place: &Place, article: &Article) -> String {
    let t = words(place.language);
    let (title, about) = (place.say(&article.title), place.say(&article.about));
    let mut main = format!("<article>\n<h1>{}</h1>\n<p class=\"about\">{}</p>\n", escaped(title), escaped(about));
    main.push_str(&format!("<h2>{}</h2>\n<ol>\n", t.steps));
    for step in &article.steps {
        main.push_str(&format!("<li>{}</li>\n", escaped(place.say(step))));
    }
    main.push_str("</ol>\n");
    main.push_str(&html(place.say(&article.body)));
    main.push_str("</article>\n");
    let shown = Shown {
        path: format!("/{}", article.id),
        title: title.to_owned(),
        description: if about.is_empty() { title.to_owned() } else { about.to_owned() },
        indexed: true,
        main,
    };
    place.whole(&shown)
}

/// What is not there.
pub fn missing(place: &Place) -> String {
    let t = words(place.language);
    let main = format!("<h1>{}</h1>\n<p>{}</p>\n{}", t.help, t.missing, place.search(""));
    let title = t.help.to_owned();
    place.whole(&Shown { path: String::new(), description: title.clone(), title, indexed: false, main })
}

/// Every address, in both languages, for search engines.
pub fn sitemap(place: &Place, articles: &[ArticleHit]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let paths = std::iter::once(String::new()).chain(articles.iter().map(|hit| format!("/{}", hit.id)));
    for path in paths {
        for language in [place.own, words(place.own).other.0] {
            let address = escaped(&format!("{}{}", place.origin, place.address(&path, language)));
            out.push_str(&format!("<url><loc>{address}</loc></url>\n"));
        }
    }
    out.push_str("</urlset>\n");
    out
}

fn marked(pieces: &[Piece]) -> String {
    let piece = |piece: &Piece| match (piece.met, escaped(&piece.text)) {
        (true, text) => format!("<mark>{text}</mark>"),
        (false, text) => text,
    };
    pieces.iter().map(piece).collect()
}
