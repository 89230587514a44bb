//! A page of Mailman 2.1, read for its forms and not for its words.
//!
//! The list's language decides what a page says; what its fields are called,
//! where its links lead and how its cells are built is the same in all of them.
//! Everything here is taken from those. Texts are decoded with the character
//! set that the server names; a name that does not fit it comes as references.

use super::standing::Decision;
use super::writing;
use crate::domain::address::EmailAddress;
use crate::outbound::roster::{Held, HeldWish};
use encoding_rs::{Encoding, WINDOWS_1252};
use html5gum::{DefaultEmitter, EndTag, StartTag, Token, Tokenizer};
use std::collections::BTreeMap;
use std::mem;

/// Cells within cells that are looked into; Mailman nests four.
const DEEPEST: usize = 64;

//------------ Field -----------------------------------------------------------

/// What a field of a form is, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One of several; it is in force if checked.
    Radio,
    /// On or off.
    Checkbox,
    /// One whose value is what stands there.
    Text,
}

/// A field of a form.
#[derive(Debug)]
struct Field {
    name: String,
    value: String,
    kind: Kind,
    checked: bool,
}

impl Field {
    /// Whether a browser would send it.
    fn is_sent(&self) -> bool {
        self.kind == Kind::Text || self.checked
    }
}

//------------ Member ----------------------------------------------------------

/// A member's row.
#[derive(Debug)]
pub(super) struct Member {
    /// The address in small letters.
    pub(super) address: String,
    /// The address as it was subscribed.
    pub(super) shown: String,
    /// The name beside it.
    pub(super) name: String,
    /// How the fields of the row begin.
    pub(super) key: String,
    /// The options that a browser would send back: each that is on.
    pub(super) options: Vec<(String, String)>,
}

impl Member {
    /// Whether this option of the row is on.
    pub(super) fn has(&self, option: &str) -> bool {
        let name = format!("{}_{option}", self.key);
        self.options.iter().any(|(other, _)| *other == name)
    }
}

//------------ Page ------------------------------------------------------------

/// A request as its row shows it, and which decisions are offered.
#[derive(Debug)]
struct Request {
    id: String,
    lines: Vec<String>,
    offers: Vec<String>,
}

/// What one page has.
#[derive(Debug, Default)]
pub(super) struct Page {
    fields: Vec<Field>,
    /// The key of each member's row and the text of its link.
    rows: Vec<(String, String)>,
    requests: Vec<Request>,
    /// Where links lead.
    links: Vec<String>,
    /// Where forms lead.
    actions: Vec<String>,
    /// What is told in lists before the form.
    told: Vec<String>,
    total: Option<usize>,
    /// Whether it came to its end.
    pub(super) whole: bool,
}

impl Page {
    /// Reads a page in the character set of that name.
    pub(super) fn read(bytes: &[u8], charset: Option<&str>) -> Self {
        let encoding = charset.and_then(|name| Encoding::for_label(name.as_bytes()));
        let (html, _, _) = encoding.unwrap_or(WINDOWS_1252).decode(bytes);
        let mut reader = Reader::default();
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html.as_ref(), emitter) {
            match token {
                Ok(Token::StartTag(tag)) => reader.open(&tag),
                Ok(Token::EndTag(tag)) => reader.close(&tag),
                Ok(Token::String(text)) => reader.text(&String::from_utf8_lossy(&text)),
                Ok(Token::Comment(_) | Token::Doctype(_) | Token::Error(_)) => {}
                Err(error) => match error {},
            }
        }
        reader.page
    }

    /// Whether it asks for the password instead of answering.
    pub(super) fn is_login(&self) -> bool {
        self.fields.iter().any(|field| field.name == "adminpw")
    }

    /// Whether it is the page of this path below Mailman's base: its form, or
    /// its link to itself, leads there.
    pub(super) fn is_at(&self, path: &[&str], by_form: bool) -> bool {
        let links = self.links.iter().filter(|_| !by_form);
        let mut targets = self.actions.iter().chain(links);
        targets.any(|target| {
            let place = target.split(['?', '#']).next().unwrap_or_default();
            let steps: Vec<&str> = place.trim_end_matches('/').split('/').collect();
            steps.ends_with(path)
        })
    }

    /// What stands in a field, or is chosen in it; `None` without such a field.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut fields = self.fields.iter().filter(|field| field.name == name);
        let field = fields.find(|field| field.is_sent())?;
        Some(&field.value)
    }

    /// Whether there is such a field, chosen in or not.
    pub(super) fn shows(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// How many values one may choose from.
    pub(super) fn choices(&self, name: &str) -> usize {
        let radios = self.fields.iter();
        radios
            .filter(|field| field.kind == Kind::Radio && field.name == name)
            .count()
    }

    /// How many members the list has, or the search found.
    pub(super) fn total(&self) -> Option<usize> {
        self.total
    }

    /// The members shown.
    pub(super) fn members(&self) -> Result<Vec<Member>, &'static str> {
        let mut of_key: BTreeMap<&str, Vec<&Field>> = BTreeMap::new();
        for field in &self.fields {
            if let Some((key, _)) = field.name.rsplit_once('_') {
                of_key.entry(key).or_default().push(field);
            }
        }
        let rows = self.rows.iter();
        let members = rows.map(|(key, shown)| {
            let fields = of_key.get(key.as_str()).ok_or("a member without fields")?;
            let is = |field: &Field, option: &str| field.name.ends_with(option);
            let name = fields.iter().find(|field| is(field, "_realname"));
            let address = writing::unquoted(key).to_ascii_lowercase();
            if address.is_empty() {
                return Err("a member without an address");
            }
            // Only the capitals of the link are of interest: elsewhere it is
            // not escaped, and the key is.
            let same = shown.eq_ignore_ascii_case(&address);
            let options = fields
                .iter()
                .filter(|field| field.is_sent() && !is(field, "_realname") && !is(field, "_unsub"));
            Ok(Member {
                shown: if same { shown.clone() } else { address.clone() },
                address,
                name: name.ok_or("a member without a name")?.value.clone(),
                key: key.clone(),
                options: options
                    .map(|field| (field.name.clone(), field.value.clone()))
                    .collect(),
            })
        });
        members.collect()
    }

    /// Where the pages of members lead: a letter, and a part of its members.
    pub(super) fn letters(&self) -> impl Iterator<Item = (char, Option<usize>)> {
        self.links.iter().filter_map(|link| {
            // Mailman writes any first character of an address as it is.
            let (_, query) = link.split_once("/members?letter=")?;
            let mut rest = query.chars();
            let letter = rest.next()?;
            match rest.as_str().strip_prefix("&chunk=") {
                Some(chunk) => Some((letter, Some(chunk.parse().ok()?))),
                None => Some((letter, None)),
            }
        })
    }

    /// The requests to join and to leave.
    pub(super) fn requests(&self) -> Result<Vec<Held>, &'static str> {
        let mut held = Vec::new();
        for request in &self.requests {
            let offers = |decision: Decision| {
                let value = decision.value();
                request.offers.iter().any(|offer| offer == value)
            };
            let wish = match (offers(Decision::Join), offers(Decision::Leave)) {
                (true, false) => HeldWish::Join,
                (false, true) => HeldWish::Leave,
                // A message, or nothing that is known.
                _ => continue,
            };
            let mut lines = request.lines.iter().map(|line| line.trim().to_owned());
            let address = lines.next().unwrap_or_default();
            if address.is_empty() {
                return Err("a request without an address");
            }
            held.push(Held {
                id: request.id.clone(),
                wish,
                address,
                name: lines.next().unwrap_or_default(),
                when: lines.next().unwrap_or_default(),
            });
        }
        Ok(held)
    }

    /// Why this address was not subscribed, in the list's language: the part
    /// behind the dashes, which are the same in all of them.
    pub(super) fn complaint_about(&self, address: &EmailAddress) -> Option<String> {
        let (named, bare) = (format!("<{address}> -- "), format!("{address} -- "));
        self.told.iter().find_map(|told| {
            let told = told.trim();
            let why = told.split_once(&named).map(|(_, why)| why);
            why.or_else(|| told.strip_prefix(&bare)).map(str::to_owned)
        })
    }
}

//------------ Reader ----------------------------------------------------------

/// A cell of a table: its lines, and what it stresses.
#[derive(Debug, Default)]
struct Cell {
    lines: Vec<String>,
    stressed: Option<String>,
    /// Whether it reaches over several columns.
    wide: bool,
}

/// A page as far as it was read.
#[derive(Debug, Default)]
struct Reader {
    page: Page,
    cells: Vec<Cell>,
    /// Cells left out because they are too deep.
    deeper: usize,
    /// The last cell with a stress in it: it tells whose the next buttons are.
    asked: Vec<String>,
    stress: bool,
    /// The text of the link that is open.
    link: Option<String>,
    /// The text of the last link.
    linked: String,
    /// The name and the text of a text area.
    area: Option<(String, String)>,
    /// The name of a choice, and what is chosen.
    choice: Option<(String, Option<String>)>,
    item: Option<String>,
}

/// The value of an attribute.
fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(value).into_owned())
}

impl Reader {
    fn open(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        match name {
            b"a" => {
                self.link = Some(String::new());
                self.page.links.extend(attribute(tag, b"href"));
            }
            b"form" => {
                self.end_item();
                let action = attribute(tag, b"action").unwrap_or_default();
                self.page.actions.push(action);
            }
            b"li" => {
                self.end_item();
                // What is told stands before the form; lists in it are menus.
                if self.page.actions.is_empty() {
                    self.item = Some(String::new());
                }
            }
            b"td" if self.cells.len() < DEEPEST => self.cells.push(Cell {
                lines: vec![String::new()],
                stressed: None,
                wide: attribute(tag, b"colspan").is_some(),
            }),
            b"td" => self.deeper = self.deeper.saturating_add(1),
            b"br" => {
                if let Some(cell) = self.cells.last_mut() {
                    cell.lines.push(String::new());
                }
            }
            b"em" => {
                self.stress = true;
                if let Some(cell) = self.cells.last_mut() {
                    cell.stressed.get_or_insert_default();
                }
            }
            b"input" => self.input(tag),
            b"textarea" => {
                let name = attribute(tag, b"name").unwrap_or_default();
                self.area = Some((name, String::new()));
            }
            b"select" => {
                self.choice = Some((attribute(tag, b"name").unwrap_or_default(), None));
            }
            b"option" => {
                if let Some((_, chosen)) = &mut self.choice
                    && (chosen.is_none() || attribute(tag, b"selected").is_some())
                {
                    *chosen = attribute(tag, b"value");
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, tag: &EndTag<()>) {
        let name: &[u8] = &tag.name;
        match name {
            b"em" => self.stress = false,
            b"a" => self.linked = self.link.take().unwrap_or_default(),
            b"ul" => self.end_item(),
            b"td" if self.deeper > 0 => self.deeper = self.deeper.saturating_sub(1),
            b"td" => self.end_cell(),
            b"textarea" => {
                if let Some((name, text)) = self.area.take() {
                    // HTML drops the first of two line ends here.
                    let text = text.strip_prefix('\n').map(str::to_owned).unwrap_or(text);
                    self.field(name, text, Kind::Text, false);
                }
            }
            b"select" => {
                if let Some((name, Some(chosen))) = self.choice.take() {
                    self.field(name, chosen, Kind::Text, false);
                }
            }
            b"html" => self.page.whole = true,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((_, area)) = &mut self.area {
            area.push_str(text);
            return;
        }
        if let Some(link) = &mut self.link {
            link.push_str(text);
        }
        if let Some(item) = &mut self.item {
            item.push_str(text);
        }
        if let Some(cell) = self.cells.last_mut() {
            if let Some(line) = cell.lines.last_mut() {
                line.push_str(text);
            }
            if let Some(stressed) = cell.stressed.as_mut().filter(|_| self.stress) {
                stressed.push_str(text);
            }
        }
    }

    fn input(&mut self, tag: &StartTag<()>) {
        let name = attribute(tag, b"name").unwrap_or_default();
        let value = attribute(tag, b"value").unwrap_or_default();
        let kind = attribute(tag, b"type").unwrap_or_default();
        let kind = match kind.to_ascii_lowercase().as_str() {
            "radio" => Kind::Radio,
            "checkbox" => Kind::Checkbox,
            "submit" | "file" => return,
            _ => Kind::Text,
        };
        let is_id = !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit());
        if name == "user" {
            self.page
                .rows
                .push((value.clone(), mem::take(&mut self.linked)));
        } else if kind == Kind::Radio && is_id {
            match self.page.requests.last_mut() {
                Some(request) if request.id == name => request.offers.push(value.clone()),
                _ => self.page.requests.push(Request {
                    id: name.clone(),
                    lines: mem::take(&mut self.asked),
                    offers: vec![value.clone()],
                }),
            }
        }
        let checked = attribute(tag, b"checked").is_some();
        self.field(name, value, kind, checked);
    }

    fn field(&mut self, name: String, value: String, kind: Kind, checked: bool) {
        self.page.fields.push(Field {
            name,
            value,
            kind,
            checked,
        });
    }

    fn end_item(&mut self) {
        self.page.told.extend(self.item.take());
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cells.pop() else {
            return;
        };
        let Some(stressed) = cell.stressed else {
            return;
        };
        // The first such cell over the rows counts the members; how many of
        // them are shown may be beside it, in any order.
        if cell.wide && self.page.total.is_none() && self.page.rows.is_empty() {
            let numbers = stressed.split(|c: char| !c.is_ascii_digit());
            self.page.total = numbers.filter_map(|number| number.parse().ok()).max();
        }
        self.asked = cell.lines;
    }
}
