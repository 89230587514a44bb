//! Our border's word on the From domain: pass, fail, none, or nothing at all.
//!
//! `pass` means aligned: DMARC's pass for this very From domain, or, where the
//! domain publishes no DMARC policy, a DKIM signature or an SPF pass of the
//! domain itself. A pass for somebody else's domain is how forgeries look.

use super::{Authentication, Border, Question};
use crate::domain::address::{EmailAddress, FromAddress};
use crate::mail::anchor::{Anchor, believed};
use crate::mail::authentication::{MethodResult, Outcome, StampFault, read};
use crate::mail::header::HeaderBlock;

/// What the border said of `from`, and the field it was read from.
pub(super) fn word(
    headers: &HeaderBlock,
    question: &Question<'_>,
    from: Option<&FromAddress>,
) -> (Authentication, Option<String>) {
    let anchor = match question.border {
        Border::Own { .. } => {
            // Not checked is not unstamped: mail comes in by no border of ours.
            return match question.checked {
                Some(field) => (said(&read(field).results, from), Some(field.to_owned())),
                None => (Authentication::Unavailable, None),
            };
        }
        Border::AuthservId { id, hosts, below } => Anchor::AuthservId {
            id,
            hosts,
            below: *below,
        },
        Border::ExchangeOnline => Anchor::ExchangeOnline,
        Border::Absent => return (Authentication::Unstamped, None),
    };
    let Some(believed) = believed(headers, &anchor) else {
        return (Authentication::Unstamped, None);
    };
    let alone = believed
        .results
        .as_ref()
        .map(|results| results.get(..believed.first).unwrap_or(results).to_vec());
    let alone = said(&alone.map_err(|fault| *fault), from);
    let together = said(&believed.results, from);
    let worse = std::cmp::max_by_key(alone, together, severity);
    (worse, Some(believed.fields.join(" | ")))
}

/// How much a word speaks against the sender.
fn severity(word: &Authentication) -> u8 {
    match word {
        Authentication::Pass => 0,
        Authentication::None => 1,
        Authentication::Unstamped => 2,
        Authentication::Unavailable => 3,
        Authentication::Fail => 4,
    }
}

/// What a stamp says of the From domain.
fn said(
    results: &Result<Vec<MethodResult>, StampFault>,
    from: Option<&FromAddress>,
) -> Authentication {
    match (results, from) {
        (Ok(results), Some(from)) => weigh(results, from.0.domain()),
        (Err(_), _) | (_, None) => Authentication::Unavailable,
    }
}

/// What DMARC says, seen from the From domain.
enum Policy {
    Aligned,
    Refused,
    Unsure,
    Silent,
}

fn weigh(results: &[MethodResult], domain: &str) -> Authentication {
    let any = |outcomes: &[Outcome]| {
        results.iter().any(|result| {
            matches!(result.method.as_str(), "dkim" | "spf" | "dmarc")
                && outcomes.contains(&result.outcome)
        })
    };
    // `none` is an empty list; a list without any of these has not looked.
    let looked = results.is_empty()
        || results
            .iter()
            .any(|result| matches!(result.method.as_str(), "dkim" | "spf" | "dmarc"));
    if !looked {
        return Authentication::Unavailable;
    }
    let (aligned, doubt) = match policy(results, domain) {
        Policy::Aligned => (true, false),
        Policy::Refused => return Authentication::Fail,
        Policy::Unsure => (false, true),
        Policy::Silent => {
            // Whether a pass was the HELO's or the sender's is not said.
            let blurred = results.iter().any(|result| {
                result.method == "spf"
                    && result.outcome == Outcome::Pass
                    && result.has("smtp", "helo")
                    && result.has("smtp", "mailfrom")
            });
            let asked = results.iter().any(|result| result.method == "dmarc");
            // One envelope has one SPF result; with a second one a value speaks.
            let spf = |outcomes: &[Outcome]| {
                results
                    .iter()
                    .any(|result| result.method == "spf" && outcomes.contains(&result.outcome))
            };
            if spf(&[Outcome::Pass]) && spf(&[Outcome::Fail, Outcome::SoftFail]) {
                return Authentication::Fail;
            }
            (
                results.iter().any(|result| vouches(result, domain)),
                blurred && !asked,
            )
        }
    };
    let refused = [Outcome::Fail, Outcome::SoftFail, Outcome::Policy];
    // A word that nobody knows says that something was found.
    let unsure = [Outcome::TempError, Outcome::PermError, Outcome::Other];
    if aligned {
        Authentication::Pass
    } else if any(&refused) {
        Authentication::Fail
    } else if doubt || any(&unsure) || !is_silent(results) {
        Authentication::Unavailable
    } else {
        Authentication::None
    }
}

/// Whether the border found nothing: a pass for somebody else's domain does
/// not say that the From domain publishes nothing.
fn is_silent(results: &[MethodResult]) -> bool {
    results.iter().all(|result| match result.method.as_str() {
        "dmarc" | "dkim" => result.outcome == Outcome::None,
        "spf" => matches!(result.outcome, Outcome::None | Outcome::Neutral),
        _ => true,
    })
}

/// The worst that any DMARC result says: a border writes one.
fn policy(results: &[MethodResult], domain: &str) -> Policy {
    let mut said = Policy::Silent;
    for result in results.iter().filter(|result| result.method == "dmarc") {
        // IronPort writes `d=`.
        let from = result
            .property("header", "from")
            .or_else(|| result.property("", "d"));
        match (result.outcome, from) {
            (Outcome::Fail, _) => return Policy::Refused,
            (Outcome::Pass, Some(from)) if !same_domain(from, domain) => return Policy::Refused,
            (Outcome::Pass, Some(_)) if matches!(said, Policy::Silent) => said = Policy::Aligned,
            // A pass for two domains at once is a pass for nobody.
            (Outcome::Pass, None) if result.properties.iter().any(|p| p.name == "from") => {
                said = Policy::Unsure;
            }
            (Outcome::TempError | Outcome::PermError | Outcome::Other, _) => said = Policy::Unsure,
            (Outcome::SoftFail | Outcome::Policy, _) => return Policy::Refused,
            (Outcome::Pass | Outcome::None | Outcome::Neutral, _) => {}
        }
    }
    said
}

/// Whether a DKIM or SPF pass is the From domain's own.
fn vouches(result: &MethodResult, domain: &str) -> bool {
    if result.outcome != Outcome::Pass {
        return false;
    }
    match result.method.as_str() {
        // Two signers are none, and then the identity does not help either.
        "dkim" => {
            let signer = if result.has("header", "d") {
                result.property("header", "d")
            } else {
                result.property("header", "i")
            };
            signer.is_some_and(|signer| same_or_parent(signer, domain)) && identity_fits(result)
        }
        // With a HELO beside it, nobody knows whose pass it is.
        "spf" => {
            !result.has("smtp", "helo")
                && result
                    .property("smtp", "mailfrom")
                    .is_some_and(|sender| same_domain(sender, domain))
        }
        _ => false,
    }
}

/// Whether the identity is the signer's or below it (RFC 6376 §3.5, `i=`), as it
/// is in every signature that was verified.
fn identity_fits(result: &MethodResult) -> bool {
    let domain = |name| result.property("header", name).and_then(domain_of);
    match (domain("d"), domain("i")) {
        (Some(signer), Some(identity)) => {
            identity == signer || identity.ends_with(&format!(".{signer}"))
        }
        (Some(_) | None, _) => !(result.has("header", "d") && result.has("header", "i")),
    }
}

/// The domain of `user@domain`, `@domain` or `domain`, in A-labels.
fn domain_of(value: &str) -> Option<String> {
    let bare = value
        .strip_prefix('<')
        .and_then(|inner| inner.strip_suffix('>'))
        .unwrap_or(value);
    // What was copied from a stranger's envelope is plain or nothing.
    let odd = |c: char| c.is_control() || "<>\"():;,=\\[] ".contains(c);
    if bare.contains(odd) || bare.matches('@').nth(1).is_some() {
        return None;
    }
    let domain = bare.rsplit('@').next()?;
    let probe = EmailAddress::parse(&format!("a@{domain}")).ok()?;
    Some(probe.domain().to_owned())
}

fn same_domain(value: &str, domain: &str) -> bool {
    domain_of(value).is_some_and(|theirs| theirs == domain)
}

/// Equal, or a parent: `d=nic.example` speaks for `desk.nic.example`. A public
/// suffix (`co.example`) would be a registry speaking for all its registrants.
fn same_or_parent(value: &str, domain: &str) -> bool {
    let parent =
        |theirs: &str| domain.ends_with(&format!(".{theirs}")) && psl::domain_str(theirs).is_some();
    domain_of(value).is_some_and(|theirs| theirs == domain || parent(&theirs))
}
