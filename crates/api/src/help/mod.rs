//! The help centre of a site: pages for customers and search engines, whole without a script.

mod page;
mod routes;
mod words;

pub use routes::pages;
