//! Settings: from a file, then the environment (`MARU_…`), then the command line. docs/settings.md lists them.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The one centre of this program; tables are ready for more.
pub const CENTRE: u32 = 1;

/// The environment's name for which parts log how much, and what they do otherwise.
pub const LOG_FILTER: &str = "MARU_LOG_FILTER";
pub const LOG_USUAL: &str = "info";

/// Everything that can be set. Unknown names in the file are refused, so that a typing error is not silence.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address people use; links in messages are made from it, never from a request's header. Unsaid, it is this
    /// machine's at the port of `listen`.
    pub public_url: String,
    /// Folder of the database, files and lock.
    pub data: PathBuf,
    /// The centre's name, shown to staff.
    pub name: String,
    /// IANA zone of the centre.
    pub zone: String,
    /// `text` for people, `json` for machines.
    pub log: LogFormat,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Webhooks and procedures may call private addresses only if listed here, without port.
    pub webhook_private_hosts: Vec<String>,
    /// What procedures prove themselves with, by the name the setup uses.
    pub secrets: BTreeMap<String, SecretFile>,
    /// Folder of a model2vec model, which centres may choose for the order of articles found.
    pub embeddings: Option<PathBuf>,
}

/// A secret that lies in a file of its own and goes to one host.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretFile {
    pub host: String,
    /// The file; line breaks at its end are not part of the secret.
    pub file: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            listen: SocketAddr::from(([127, 0, 0, 1], 7070)),
            public_url: String::new(),
            data: PathBuf::from("data"),
            name: "Maru".into(),
            zone: "Asia/Seoul".into(),
            log: LogFormat::Text,
            trusted_proxies: Vec::new(),
            webhook_private_hosts: Vec::new(),
            secrets: BTreeMap::new(),
            embeddings: None,
        }
    }
}

impl Settings {
    /// Reads the file, if one is named, and the environment. Errors name the setting and what it may be.
    pub fn load(file: Option<&Path>) -> Result<Settings> {
        let mut settings = match file {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("the settings file {} cannot be read", path.display()))?;
                toml::from_str(&text).with_context(|| format!("in the settings file {}", path.display()))?
            }
            None => Settings::default(),
        };
        settings.environment(|name| std::env::var(name).ok())?;
        settings.check()?;
        Ok(settings)
    }

    fn environment(&mut self, get: impl Fn(&str) -> Option<String>) -> Result<()> {
        if let Some(value) = get("MARU_LISTEN") {
            self.listen = value.parse().context("MARU_LISTEN must be an address and port, such as 127.0.0.1:7070")?;
        }
        if let Some(value) = get("MARU_PUBLIC_URL") {
            self.public_url = value;
        }
        if let Some(value) = get("MARU_DATA") {
            self.data = value.into();
        }
        if let Some(value) = get("MARU_NAME") {
            self.name = value;
        }
        if let Some(value) = get("MARU_ZONE") {
            self.zone = value;
        }
        if let Some(value) = get("MARU_LOG") {
            self.log = match value.as_str() {
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => bail!("MARU_LOG must be text or json, not {value:?}"),
            };
        }
        Ok(())
    }

    fn check(&mut self) -> Result<()> {
        if self.public_url.is_empty() {
            let here = if self.listen.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { self.listen.ip() };
            self.public_url = format!("http://{}", SocketAddr::new(here, self.listen.port()));
        }
        while self.public_url.ends_with('/') {
            self.public_url.pop();
        }
        if !self.public_url.starts_with("https://") && !self.public_url.starts_with("http://") {
            bail!("public_url must begin with https:// (or http:// on this machine), not {:?}", self.public_url);
        }
        jiff::tz::TimeZone::get(&self.zone)
            .with_context(|| format!("zone {:?} is not a time zone such as Asia/Seoul", self.zone))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_goes_over_the_file() {
        let mut settings: Settings = toml::from_str("listen = \"0.0.0.0:80\"\nname = \"한마루\"").unwrap();
        settings.environment(|name| (name == "MARU_LISTEN").then(|| "127.0.0.1:9".to_string())).unwrap();
        assert_eq!(settings.listen.port(), 9);
        assert_eq!(settings.name, "한마루");
    }

    proptest::proptest! {
        #[test]
        fn any_file_and_any_environment(file in ".{0,200}", name in "[a-z_]{0,20}", value in ".{0,60}", url in "https?://.{0,40}") {
            let quoted = format!("{name} = {value:?}");
            for text in [&file, &quoted, &format!("public_url = {url:?}"), &format!("zone = {value:?}")] {
                let Ok(mut settings) = toml::from_str::<Settings>(text) else { continue };
                let given = |asked: &str| if asked == "MARU_PUBLIC_URL" { None } else { Some(value.clone()) };
                if settings.environment(given).is_ok() && settings.check().is_ok() {
                    assert!(settings.public_url.starts_with("http"), "{settings:?}");
                    assert_eq!(settings.listen.to_string().parse(), Ok(settings.listen));
                }
            }
        }
    }

    #[test]
    fn people_reach_it_where_it_listens_unless_told_otherwise() {
        let url = |file: &str| {
            let mut settings: Settings = toml::from_str(file).unwrap();
            settings.check().unwrap();
            settings.public_url
        };
        assert_eq!(url("listen = \"0.0.0.0:8080\""), "http://127.0.0.1:8080");
        assert_eq!(url("listen = \"[::1]:8080\""), "http://[::1]:8080");
        assert_eq!(
            url("listen = \"127.0.0.1:9\"\npublic_url = \"https://help.example.com/\""),
            "https://help.example.com"
        );
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        assert!(toml::from_str::<Settings>("lisen = \"0.0.0.0:80\"").is_err());
    }

    #[test]
    fn a_zone_that_does_not_exist_is_refused() {
        let mut settings = Settings { zone: "Asia/Seol".into(), ..Settings::default() };
        assert!(settings.check().unwrap_err().to_string().contains("Asia/Seol"));
    }

    /// docs/settings.md: file, environment, default.
    fn documented() -> Vec<[String; 3]> {
        let table = include_str!("../../../docs/settings.md").lines().filter(|line| line.starts_with("| "));
        let cells =
            table.skip(1).map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")));
        cells.map(|row| row.take(3).collect::<Vec<_>>().try_into().unwrap()).collect()
    }

    #[test]
    fn the_documented_settings_are_those_of_the_program() {
        let unknown = toml::from_str::<Settings>("x = 1").unwrap_err().to_string();
        let known = unknown.split_once("expected one of ").unwrap().1;
        let mut known: Vec<String> = known.split(", ").map(|name| name.trim().replace('`', "")).collect();
        let mut written: Vec<String> =
            documented().into_iter().map(|[file, ..]| file).filter(|file| file != "–").collect();
        known.sort();
        written.sort();
        assert_eq!(known, written);

        let asked = std::cell::RefCell::new(Vec::new());
        let note = |name: &str| {
            asked.borrow_mut().push(name.to_string());
            None
        };
        Settings::default().environment(note).unwrap();
        let in_table = |name: &String| documented().iter().any(|[_, environment, _]| environment == name);
        let asked = asked.into_inner();
        assert!(asked.iter().all(in_table), "{asked:?}");
        // The filter of the log is read by the log itself.
        let named = documented().into_iter().filter(|[_, name, _]| name.starts_with("MARU_") && name != LOG_FILTER);
        assert_eq!(named.count(), asked.len());
    }

    #[test]
    fn the_documented_defaults_are_those_of_the_program() {
        let mut usual = Settings::default();
        usual.check().unwrap();
        for [file, environment, default] in documented() {
            let is = match file.as_str() {
                "listen" => usual.listen.to_string(),
                "public_url" => usual.public_url.clone(),
                "data" => usual.data.display().to_string(),
                "name" => usual.name.clone(),
                "zone" => usual.zone.clone(),
                "log" => format!("{:?}", usual.log).to_lowercase(),
                "trusted_proxies" if usual.trusted_proxies.is_empty() => "none".into(),
                "webhook_private_hosts" if usual.webhook_private_hosts.is_empty() => "none".into(),
                "secrets" if usual.secrets.is_empty() => "none".into(),
                "embeddings" if usual.embeddings.is_none() => "none".into(),
                _ if environment == LOG_FILTER => LOG_USUAL.into(),
                other => panic!("{other} has no default here"),
            };
            assert_eq!(is, default, "{file} {environment}");
        }
    }
}
