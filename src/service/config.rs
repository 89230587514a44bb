//! The configuration: one TOML file, read strictly.
//!
//! An unknown key, a missing one or a value that cannot be is refused with the
//! key, its line and what would fit. Secrets are not in the file: it names a
//! systemd credential or a file that holds one.

mod fault;
mod outside;
mod practice;

pub use fault::ConfigFault;
pub use outside::Refreshing;

use super::Attendance;
use super::desk::{Practice, Quotas};
use crate::case::Rules;
use crate::compose::Voice;
use crate::domain::address::EmailAddress;
use crate::domain::calendar::Calendar;
use crate::domain::ids::SiteKey;
use crate::mail::Limits;
use crate::mailbox::{self, ImapSettings, Mailbox};
use crate::outbound::Transport;
use crate::outbound::files::Files;
use crate::outbound::roster::ListServer;
use crate::outbound::roster::mailman2::{Mailman2, Mailman2Settings};
use crate::outbound::roster::mailman3::{Mailman3, Mailman3Settings};
use crate::outbound::smtp::{self, Smtp, SmtpSettings};
use crate::registry::live::{Registry, Sources};
use crate::sender::Border;
use crate::verifier::{Nameservers, Verifier};
use fault::{Source, toml_fault};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use outside::{BorderForm, RegistryForm, border, nameservers, root_db, sources};
use practice::{BatchesForm, MailsForm, RosterForm, TextsForm, days_off, practice, site, words};
use reqwest::Url;
use secrecy::SecretString;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::Duration;

//------------ the file --------------------------------------------------------

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    secretariat: SecretariatForm,
    mailbox: MailboxForm,
    smtp: SmtpForm,
    #[serde(default)]
    border: BorderForm,
    #[serde(default)]
    registry: RegistryForm,
    #[serde(default)]
    rules: RulesForm,
    #[serde(default)]
    roster: RosterForm,
    batches: Option<BatchesForm>,
    #[serde(default)]
    mails: MailsForm,
    #[serde(default)]
    texts: TextsForm,
    state: StateForm,
    directory: Option<DirectoryForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecretariatForm {
    name: String,
    address: String,
    list: String,
    domain: Option<String>,
    #[serde(default = "utc")]
    zone: String,
    #[serde(default)]
    holidays: Vec<String>,
    holidays_file: Option<PathBuf>,
    #[serde(default)]
    plus_addressing: bool,
}

fn utc() -> String {
    "UTC".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MailboxForm {
    kind: String,
    host: Option<String>,
    port: Option<u16>,
    security: Option<String>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    password_credential: Option<String>,
    ca_file: Option<PathBuf>,
    path: Option<PathBuf>,
    #[serde(default = "two_minutes")]
    poll_seconds: u64,
    timeout_seconds: Option<u64>,
}

fn two_minutes() -> u64 {
    120
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SmtpForm {
    #[serde(default = "smtp_kind")]
    kind: String,
    host: Option<String>,
    port: Option<u16>,
    security: Option<String>,
    user: Option<String>,
    password_file: Option<PathBuf>,
    password_credential: Option<String>,
    ca_file: Option<PathBuf>,
    path: Option<PathBuf>,
    timeout_seconds: Option<u64>,
}

fn smtp_kind() -> String {
    "smtp".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RulesForm {
    max_contacts: usize,
    remind_after_working_days: u32,
    fail_after_working_days: u32,
    max_mails_per_hour: usize,
    max_failures_per_day: usize,
    max_message_bytes: usize,
    copy_wait_seconds: i64,
    retry_after_days: u32,
}

impl RulesForm {
    fn check(&self, source: &Source) -> Result<(), ConfigFault> {
        let zero = [
            ("max_contacts", self.max_contacts),
            ("max_mails_per_hour", self.max_mails_per_hour),
            ("max_message_bytes", self.max_message_bytes),
        ]
        .into_iter()
        .find(|(_, value)| *value == 0);
        match zero {
            Some((key, _)) => Err(source.fault("rules", key, "must be at least 1")),
            None => Ok(()),
        }
    }

    fn quotas(&self) -> Quotas {
        Quotas {
            mails_per_hour: self.max_mails_per_hour,
            failures_per_day: self.max_failures_per_day,
            copy_wait: self.copy_wait_seconds.max(0),
        }
    }
}

impl Default for RulesForm {
    fn default() -> Self {
        Self {
            max_contacts: 2,
            remind_after_working_days: 5,
            fail_after_working_days: 5,
            max_mails_per_hour: 60,
            max_failures_per_day: 10,
            max_message_bytes: Limits::default().message,
            copy_wait_seconds: 900,
            retry_after_days: 0,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateForm {
    dir: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DirectoryForm {
    dir: PathBuf,
}

//------------ Config ----------------------------------------------------------

/// A configuration, read and checked.
#[derive(Debug)]
pub struct Config {
    /// The state folder.
    pub state: PathBuf,
    /// The public directory's folder.
    pub directory: Option<PathBuf>,
    /// Who speaks.
    pub voice: Voice,
    /// The settings a step obeys; the site key is filled in by the desk.
    pub rules: Rules,
    /// What stops a runaway.
    pub quotas: Quotas,
    /// What the procedure leaves to the Secretariat.
    pub practice: Practice,
    /// The most that is read of a message.
    pub limits: Limits,
    /// Between two looks into the mailbox.
    pub poll: Duration,
    /// Where IANA is asked, and how often; none where only files are taken in.
    pub registry: Option<(Sources, Refreshing)>,
    /// The page that says which ccTLDs there are.
    pub root_db: Url,
    /// Whom the own check of senders asks; none where a border does it.
    verifier: Option<(Nameservers, Vec<String>)>,
    mailbox: MailboxForm,
    smtp: SmtpForm,
    roster: RosterForm,
    source: Source,
}

impl Config {
    /// Reads and checks the file; touches nothing else.
    ///
    /// # Errors
    /// The first fault, with its line.
    pub fn read(file: &Path) -> Result<Self, ConfigFault> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigFault {
            file: file.to_owned(),
            line: None,
            what: format!("cannot be read: {error}"),
        })?;
        let source = Source {
            file: file.to_owned(),
            text,
        };
        let form: FileForm =
            toml::from_str(&source.text).map_err(|error| toml_fault(&source, &error))?;
        Self::check(form, source)
    }

    fn check(form: FileForm, source: Source) -> Result<Self, ConfigFault> {
        let who = form.secretariat;
        let address = EmailAddress::parse(&who.address)
            .map_err(|fault| source.fault("secretariat", "address", fault))?;
        let list = EmailAddress::parse(&who.list)
            .map_err(|fault| source.fault("secretariat", "list", fault))?;
        let zone = zone(&who.zone, &source)?;
        let holidays = days_off(&who.holidays, who.holidays_file.as_deref(), &source)?;
        let words = words(&form.texts, &source)?;
        let weeks = form.batches.as_ref();
        let retry = form.rules.retry_after_days;
        let practice = practice(&form.roster, &form.mails, weeks, retry, &source)?;
        let site = site(&form.texts, list, &form.roster);
        let border = border(&form.border, &source)?;
        let verifier = match &border {
            Border::Own { hosts } => Some((nameservers(&form.border, &source)?, hosts.clone())),
            Border::AuthservId { .. } | Border::ExchangeOnline | Border::Absent => None,
        };
        let registry = sources(&form.registry, &source)?;
        let root_db = root_db(&form.registry, &source)?;
        let id_domain = who.domain.unwrap_or_else(|| address.domain().to_owned());
        EmailAddress::parse(&format!("x@{id_domain}"))
            .map_err(|fault| source.fault("secretariat", "domain", fault))?;
        let rules = form.rules;
        rules.check(&source)?;
        Ok(Self {
            state: form.state.dir,
            directory: form.directory.map(|directory| directory.dir),
            voice: Voice {
                name: who.name,
                address: address.clone(),
                zone: zone.clone(),
                site,
                words,
            },
            rules: Rules {
                calendar: Calendar { zone, holidays },
                remind_after: rules.remind_after_working_days.max(1),
                fail_after: rules.fail_after_working_days.max(1),
                max_contacts: rules.max_contacts,
                border,
                demand_pass: form.border.demand_pass,
                site_key: SiteKey::new([0; 32]),
                id_domain,
                secretariat: address,
                plus_addressing: who.plus_addressing,
            },
            quotas: rules.quotas(),
            limits: Limits {
                message: rules.max_message_bytes,
                ..Limits::default()
            },
            practice,
            // The watchdog wants to hear of us more often than every five minutes.
            poll: Duration::from_secs(form.mailbox.poll_seconds.clamp(1, 240)),
            registry,
            root_db,
            verifier,
            mailbox: form.mailbox,
            smtp: form.smtp,
            roster: form.roster,
            source,
        })
    }

    /// IANA's database, not yet asked; `None` where only files are taken in.
    ///
    /// # Errors
    /// Why HTTPS cannot be spoken.
    pub fn registry(&self) -> Result<Option<Registry>, ConfigFault> {
        let Some((sources, _)) = &self.registry else {
            return Ok(None);
        };
        Registry::new(sources.clone())
            .map(Some)
            .map_err(|why| self.source.fault("registry", "rdap", why))
    }

    /// Our own check of senders; `None` where a border does it.
    ///
    /// # Errors
    /// Why no name server can be asked.
    pub fn verifier(&self) -> Result<Option<Verifier>, ConfigFault> {
        let Some((nameservers, hosts)) = &self.verifier else {
            return Ok(None);
        };
        Verifier::new(*nameservers, hosts.clone(), self.limits)
            .map(Some)
            .map_err(|why| self.source.fault("border", "resolver", why))
    }

    /// The mailbox, not yet connected.
    ///
    /// # Errors
    /// What is missing or cannot be.
    pub fn mailbox(&self) -> Result<Mailbox, ConfigFault> {
        let form = &self.mailbox;
        let fault = |key: &str, what: &str| self.source.fault("mailbox", key, what);
        match form.kind.as_str() {
            "maildir" => {
                let path = form
                    .path
                    .clone()
                    .ok_or_else(|| fault("path", "a maildir needs its folder"))?;
                Ok(Mailbox::maildir(path))
            }
            "imap" => {
                let security = match form.security.as_deref() {
                    None | Some("tls") => mailbox::Security::Tls,
                    Some("starttls") => mailbox::Security::StartTls,
                    Some("plain") => mailbox::Security::Plain,
                    Some(_) => {
                        return Err(fault("security", "one of \"tls\", \"starttls\", \"plain\""));
                    }
                };
                let host = form
                    .host
                    .as_deref()
                    .ok_or_else(|| fault("host", "is missing"))?;
                let user = form
                    .user
                    .as_deref()
                    .ok_or_else(|| fault("user", "is missing"))?;
                let port = form.port.unwrap_or(if security == mailbox::Security::Tls {
                    993
                } else {
                    143
                });
                let password = self.secret(
                    "mailbox",
                    form.password_file.as_deref(),
                    form.password_credential.as_deref(),
                )?;
                let password = password
                    .ok_or_else(|| fault("password_credential", "is missing (or password_file)"))?;
                let mut settings = ImapSettings::new(host, port, security, user, password);
                settings.ca_file.clone_from(&form.ca_file);
                if let Some(seconds) = form.timeout_seconds {
                    settings.command_timeout = Duration::from_secs(seconds.max(1));
                }
                Mailbox::imap(settings)
                    .map_err(|error| self.source.fault("mailbox", "security", error))
            }
            _ => Err(fault("kind", "one of \"imap\", \"maildir\"")),
        }
    }

    /// The way mail leaves, not yet connected.
    ///
    /// # Errors
    /// What is missing or cannot be.
    pub fn transport(&self) -> Result<Transport, ConfigFault> {
        let form = &self.smtp;
        let fault = |key: &str, what: &str| self.source.fault("smtp", key, what);
        match form.kind.as_str() {
            "files" => {
                let path = form
                    .path
                    .as_deref()
                    .ok_or_else(|| fault("path", "the folder for the mail is missing"))?;
                Ok(Transport::Files(Files::new(path)))
            }
            "smtp" => {
                let security = match form.security.as_deref() {
                    None | Some("tls") => smtp::Security::Tls,
                    Some("starttls") => smtp::Security::StartTls,
                    Some("plain") => smtp::Security::Plain,
                    Some(_) => {
                        return Err(fault("security", "one of \"tls\", \"starttls\", \"plain\""));
                    }
                };
                let settings = SmtpSettings {
                    host: form
                        .host
                        .clone()
                        .ok_or_else(|| fault("host", "is missing"))?,
                    port: form.port.unwrap_or(if security == smtp::Security::Tls {
                        465
                    } else {
                        587
                    }),
                    security,
                    user: form.user.clone(),
                    password: self.secret(
                        "smtp",
                        form.password_file.as_deref(),
                        form.password_credential.as_deref(),
                    )?,
                    ca_file: form.ca_file.clone(),
                    timeout: Duration::from_secs(form.timeout_seconds.unwrap_or(60).max(1)),
                    helo: None,
                };
                Smtp::new(settings)
                    .map(Transport::from)
                    .map_err(|error| self.source.fault("smtp", "host", error))
            }
            _ => Err(fault("kind", "one of \"smtp\", \"files\"")),
        }
    }

    /// The list server, not yet asked; `None` where there is none to ask.
    ///
    /// # Errors
    /// What is missing or cannot be.
    pub fn list_server(&self) -> Result<Option<ListServer>, ConfigFault> {
        let form = &self.roster;
        let fault = |key: &str, what: &str| self.source.fault("roster", key, what);
        if !self.practice.roster.can_be_asked() {
            return Ok(None);
        }
        let url = form.url.clone();
        let url = url.ok_or_else(|| fault("url", "is missing: where the list server answers"))?;
        let password = self.secret(
            "roster",
            form.password_file.as_deref(),
            form.password_credential.as_deref(),
        )?;
        let password = password
            .ok_or_else(|| fault("password_credential", "is missing (or password_file)"))?;
        let (list, timeout) = (
            self.voice.site.list.clone(),
            Duration::from_secs(form.timeout_seconds.clamp(1, 120)),
        );
        let made = if form.kind == "mailman2" {
            Mailman2::new(Mailman2Settings {
                url,
                password,
                list,
                timeout,
            })
            .map(|server| ListServer::Mailman2(Box::new(server)))
        } else {
            let user = form.user.clone();
            Mailman3::new(Mailman3Settings {
                url,
                user: user.ok_or_else(|| fault("user", "is missing"))?,
                password,
                list,
                timeout,
                welcome_uri: form.welcome_uri.clone(),
            })
            .map(|server| ListServer::Mailman3(Box::new(server)))
        };
        made.map(Some)
            .map_err(|why| self.source.fault("roster", "url", why))
    }

    /// How the list server is attended to.
    ///
    /// # Errors
    /// What is missing or cannot be.
    pub fn attendance(&self) -> Result<Attendance, ConfigFault> {
        let every = SignedDuration::from_mins(self.roster.poll_minutes.clamp(1, 1_440));
        let (night, zone) = (self.roster.compare_hour, self.voice.zone.clone());
        Ok(self
            .list_server()?
            .map_or_else(Attendance::default, |server| {
                Attendance::new(server, every, night, zone)
            }))
    }

    /// A secret from its file or from systemd's credentials folder.
    fn secret(
        &self,
        table: &str,
        file: Option<&Path>,
        credential: Option<&str>,
    ) -> Result<Option<SecretString>, ConfigFault> {
        let (key, path) = match (file, credential) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                return Err(self.source.fault(
                    table,
                    "password_file",
                    "give either this or password_credential",
                ));
            }
            (Some(file), None) => ("password_file", file.to_owned()),
            (None, Some(name)) => {
                let folder = std::env::var_os("CREDENTIALS_DIRECTORY").ok_or_else(|| {
                    self.source.fault(table, "password_credential", "there are no systemd credentials here: the unit makes them with LoadCredential=, and by hand `systemd-run --pipe -p LoadCredential=…` does")
                })?;
                ("password_credential", PathBuf::from(folder).join(name))
            }
        };
        let text = std::fs::read_to_string(&path).map_err(|error| {
            self.source.fault(
                table,
                key,
                format!("{} cannot be read: {error}", path.display()),
            )
        })?;
        let first = text.lines().next().unwrap_or_default();
        if first.is_empty() {
            return Err(self
                .source
                .fault(table, key, format!("{} is empty", path.display())));
        }
        Ok(Some(SecretString::from(first.to_owned())))
    }
}

fn zone(name: &str, source: &Source) -> Result<TimeZone, ConfigFault> {
    TimeZone::get(name).map_err(|_| {
        let what = format!("{name:?} is no time zone; they look like \"America/Los_Angeles\"");
        source.fault("secretariat", "zone", what)
    })
}
