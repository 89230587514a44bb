//! The roster as the list reads it, and as spreadsheets and programs do.
//!
//! Everybody stands once, however many ccTLDs there are, in the order of the
//! first of them and then of the addresses: the same roster is always the same
//! text.

use crate::domain::phone::PhoneNumber;
use crate::domain::seat::Seat;
use serde_json::{Value, json};

/// The roster in order: who stands in it several times is put together, and
/// each one's ccTLDs are in order.
pub(super) fn in_order(seats: &[Seat]) -> Vec<Seat> {
    let mut all: Vec<Seat> = Vec::new();
    for seat in seats {
        let same = all.iter_mut().find(|known| {
            known.email.same_mailbox(&seat.email)
                && known.name == seat.name
                && known.phone == seat.phone
        });
        if let Some(known) = same {
            known.tlds.extend(&seat.tlds);
            known.since = known.since.into_iter().chain(seat.since).min();
        } else {
            all.push(seat.clone());
        }
    }
    for seat in &mut all {
        seat.tlds.sort_unstable();
        seat.tlds.dedup();
    }
    all.sort_by_cached_key(|seat| {
        let address = seat.email.to_string().to_ascii_lowercase();
        let phone = seat.phone.as_ref().map(|phone| phone.typed().to_owned());
        (
            seat.tlds.first().copied(),
            address,
            seat.name.clone(),
            phone,
        )
    });
    all
}

/// A number's E.164 form, where it has one.
pub(super) fn dialled(phone: &PhoneNumber) -> Option<&str> {
    Some(phone.e164()).filter(|number| !number.is_empty())
}

//------------ lines -----------------------------------------------------------

/// One line a person: `address (First Last, +phone, .tld)`, as the procedure
/// shows the list (appendix A.4).
pub fn lines(seats: &[Seat]) -> String {
    in_order(seats)
        .iter()
        .map(|seat| format!("{} ({})\n", seat.email, seat.display()))
        .collect()
}

//------------ csv -------------------------------------------------------------

/// The columns of [`csv`].
const COLUMNS: [&str; 5] = ["name", "email", "phone", "cctlds", "since"];

/// A table for spreadsheets (RFC 4180), with a line of headings.
///
/// A spreadsheet calculates what begins like a formula, and `+1-613-291-1619`
/// does: it would show -2522. So a number is written as its `tel:` URI (RFC
/// 3966), which also keeps the `+` and can be clicked; anything else that
/// begins like a formula gets an apostrophe before it, which is how a person
/// would type it there. Every field is quoted, as a program that splits at
/// semicolons would else find a formula within a name. Programs read
/// [`json()`], where nothing is added.
pub fn csv(seats: &[Seat]) -> String {
    let head = COLUMNS.map(ToOwned::to_owned);
    let rows = in_order(seats).into_iter().map(|seat| {
        let phone = seat.phone.as_ref().map(|phone| {
            dialled(phone).map_or_else(
                || phone.typed().to_owned(),
                |number| format!("tel:{number}"),
            )
        });
        let tlds: Vec<String> = seat.tlds.iter().map(ToString::to_string).collect();
        [
            seat.name,
            seat.email.to_string(),
            phone.unwrap_or_default(),
            tlds.join(" "),
            seat.since
                .map_or_else(String::new, |since| since.to_string()),
        ]
    });
    std::iter::once(head).chain(rows).map(row).collect()
}

/// One line, every field quoted and none of them a formula.
fn row(fields: [String; 5]) -> String {
    let fields = fields.map(|field| {
        let guard = if is_formula(&field) { "'" } else { "" };
        format!("\"{guard}{}\"", field.replace('"', "\"\""))
    });
    format!("{}\r\n", fields.join(","))
}

/// Whether a spreadsheet might take the text for a formula; blanks before it
/// are passed over, and wide signs read like narrow ones.
fn is_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start()
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

//------------ json ------------------------------------------------------------

/// The roster for programs: an array of people; what is not known is null.
pub fn json(seats: &[Seat]) -> Value {
    let rows = in_order(seats).into_iter().map(|seat| {
        let (phone, since) = (seat.phone.as_ref(), seat.since);
        let tlds: Vec<&str> = seat.tlds.iter().map(|tld| tld.a_label()).collect();
        json!({
            "name": seat.name,
            "email": seat.email.to_string(),
            "phone": phone.map(PhoneNumber::typed),
            "phone_e164": phone.and_then(dialled),
            "tlds": tlds,
            "display": seat.display(),
            "since": since.map(|since| since.to_string()),
        })
    });
    rows.collect()
}
