//! The pages as HTML.

use super::words::words;
use crate::knowledge::markdown::{escaped, html};
use crate::knowledge::types::{Article, ArticleHit, Piece, written_in};
use crate::wire::Language;

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
    /// What it is written in; the page's own language is not always among them.
    languages: Vec<Language>,
    main: String,
}

impl Shown {
    /// The one of its languages that a reader of `liked` is shown.
    fn language(&self, liked: Language) -> Language {
        one_of(&self.languages, liked)
    }
}

fn one_of(languages: &[Language], liked: Language) -> Language {
    let first = languages.first().copied().unwrap_or(liked);
    if languages.contains(&liked) { liked } else { first }
}

impl Place {
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
        let here = address(shown.language(self.language));
        let alternate = |language: &Language| {
            let (lang, there) = (language.code(), address(*language));
            format!("<link rel=\"alternate\" hreflang=\"{lang}\" href=\"{there}\">\n")
        };
        let alternates: String = shown.languages.iter().map(alternate).collect();
        let any = escaped(&format!("{}{}", self.origin, self.any(&shown.path)));
        let site = escaped(&self.name);
        let title = format!("{} · {site}", escaped(&shown.title));
        let robots = if shown.indexed { "" } else { "<meta name=\"robots\" content=\"noindex\">\n" };
        format!(
            "<!doctype html>\n<html lang=\"{lang}\" data-size=\"touch\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
             <meta name=\"description\" content=\"{description}\">\n{robots}<link rel=\"canonical\" href=\"{here}\">\n\
             {alternates}<link rel=\"alternate\" hreflang=\"x-default\" href=\"{any}\">\n<link rel=\"icon\" href=\"/icon.svg\">\n\
             <link rel=\"stylesheet\" href=\"/help.css\">\n</head>\n<body>\n<header>\n<a href=\"{home}\">{site} {help}</a>\n\
             <a lang=\"{code}\" href=\"{switch}\">{name}</a>\n</header>\n<main>\n{main}</main>\n<footer>\n\
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
        let title = escaped(hit.title.said(place.language));
        let lang = foreign(place.language, hit.title.shown_in(place.language));
        let address = escaped(&place.address(&format!("/{}", hit.id), place.language));
        let passage = hit.why.as_ref().map(|why| marked(&why.passage)).filter(|passage| !passage.is_empty());
        let line = passage.unwrap_or_else(|| escaped(hit.about.said(place.language)));
        main.push_str(&format!("<li{lang}><a href=\"{address}\">{title}</a><p>{line}</p></li>\n"));
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
        languages: spoken(place, |language| found.iter().any(|hit| hit.title.is_in(language))),
        main,
    };
    place.whole(&shown)
}

/// One article.
pub fn article(place: &Place, article: &Article) -> String {
    let languages = written_in(&article.title, &article.steps);
    let language = one_of(&languages, place.language);
    let (title, about) = (article.title.said(language), article.about.said(language));
    let lang = foreign(place.language, language);
    let mut main = format!("<article{lang}>\n<h1>{}</h1>\n<p class=\"about\">{}</p>\n", escaped(title), escaped(about));
    main.push_str(&format!("<h2>{}</h2>\n<ol>\n", words(language).steps));
    for step in &article.steps {
        main.push_str(&format!("<li>{}</li>\n", escaped(step.said(language))));
    }
    main.push_str("</ol>\n");
    main.push_str(&html(article.body.said(language)));
    main.push_str("</article>\n");
    let shown = Shown {
        path: format!("/{}", article.id),
        title: title.to_owned(),
        description: if about.is_empty() { title.to_owned() } else { about.to_owned() },
        indexed: true,
        languages,
        main,
    };
    place.whole(&shown)
}

/// What is not there.
pub fn missing(place: &Place) -> String {
    let t = words(place.language);
    let main = format!("<h1>{}</h1>\n<p>{}</p>\n{}", t.help, t.missing, place.search(""));
    let title = t.help.to_owned();
    let languages = vec![place.language];
    place.whole(&Shown { path: String::new(), description: title.clone(), title, indexed: false, languages, main })
}

/// The attribute of what is not in the page's language.
fn foreign(page: Language, language: Language) -> String {
    if language == page { String::new() } else { format!(" lang=\"{}\"", language.code()) }
}

/// What a list is in: the site's own language, and the other where something there is.
fn spoken(place: &Place, is_in: impl Fn(Language) -> bool) -> Vec<Language> {
    let other = place.own.other();
    if is_in(other) { vec![place.own, other] } else { vec![place.own] }
}

/// Every address in every language it has, for search engines.
pub fn sitemap(place: &Place, articles: &[(u64, Vec<Language>)]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let own = spoken(place, |language| articles.iter().any(|(_, languages)| languages.contains(&language)));
    let pages = std::iter::once((String::new(), own));
    for (path, languages) in pages.chain(articles.iter().map(|(id, languages)| (format!("/{id}"), languages.clone()))) {
        for language in languages {
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
