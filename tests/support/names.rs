//! The cast: invented people under `.example`, the same in every test.
//!
//! The ccTLDs are real because the procedure knows no others; everybody who
//! answers for one here is made up, and so are the telephone numbers.

/// The Secretariat's own address.
pub(crate) const SECRETARIAT: &str = "secretariat@secretariat.example";
/// The list that new contacts are put on.
pub(crate) const LIST: &str = "tld-ops@lists.example";

/// A Security and Stability Contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    /// First and last name.
    pub(crate) name: &'static str,
    /// The personal address.
    pub(crate) email: &'static str,
    /// The mobile number as typed.
    pub(crate) phone: &'static str,
}

/// The people who answer for one ccTLD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Registry {
    /// The ccTLD's A-label.
    pub(crate) tld: &'static str,
    /// The admin contact's display name.
    pub(crate) admin: &'static str,
    /// The admin contact's address in IANA's database.
    pub(crate) address: &'static str,
    /// The primary and the secondary contact.
    pub(crate) contacts: [Person; 2],
}

const fn person(name: &'static str, email: &'static str, phone: &'static str) -> Person {
    Person { name, email, phone }
}

const fn registry(
    tld: &'static str,
    admin: &'static str,
    address: &'static str,
    first: Person,
    second: Person,
) -> Registry {
    Registry {
        tld,
        admin,
        address,
        contacts: [first, second],
    }
}

/// Fourteen ccTLDs: both test batches of the procedure (section 7.1), two
/// variants served by one address, and one whose domain is an IDN.
#[rustfmt::skip]
pub(crate) const CAST: [Registry; 14] = [
    registry("br", "Ana Prado", "admin@nic-br.example",
        person("Bruno Leite", "bruno.leite@nic-br.example", "+55 11 96123 4567"),
        person("Clara Nunes Dias", "clara.dias@nic-br.example", "+55 21 98765-4321")),
    registry("ca", "Avery Stone", "admin@nic-ca.example",
        person("Blake Tremblay", "blake.tremblay@nic-ca.example", "+1-613-555-0161"),
        person("Chloé Roy", "chloe.roy@nic-ca.example", "+1 (613) 555-0162")),
    registry("dk", "Astrid Holm", "admin@nic-dk.example",
        person("Bo Kjær", "bo.kjaer@nic-dk.example", "+45 20 12 34 56"),
        person("Cæcilie Østergård", "caecilie@nic-dk.example", "+45 21234567")),
    registry("nl", "Anouk de Wit", "admin@nic-nl.example",
        person("Bram van den Berg", "bram.vandenberg@nic-nl.example", "+31 6 12 34 56 78"),
        person("Carlijn Smit-Visser", "carlijn.smit@nic-nl.example", "+31 (0)6 87654321")),
    registry("tw", "An Ya-ting", "admin@nic-tw.example",
        person("白 志明", "baizhiming@nic-tw.example", "+886 912 345 678"),
        person("Chen Mei-ling", "meiling.chen@nic-tw.example", "+886-987-654-321")),
    registry("tz", "Asha Mrema", "admin@nic-tz.example",
        person("Baraka Juma", "baraka.juma@nic-tz.example", "+255 712 345 678"),
        person("Consolata Mushi", "consolata.mushi@nic-tz.example", "+255 754 321 098")),
    registry("co", "Andrés Peña", "admin@nic-co.example",
        person("Beatriz Gómez", "beatriz.gomez@nic-co.example", "+57 310 1234567"),
        person("Camilo Ruiz", "camilo.ruiz@nic-co.example", "+57 301 765 4321")),
    registry("jp", "Akari Endo", "admin@nic-jp.example",
        person("馬場 健太", "kenta.baba@nic-jp.example", "+81 90-1234-5678"),
        person("Chika Ito", "chika.ito@nic-jp.example", "+81 80 8765 4321")),
    registry("uk", "Alice Fry", "admin@nic-uk.example",
        person("Barnaby O'Neill", "barnaby.oneill@nic-uk.example", "+44 7400 900123"),
        person("Cerys Pugh", "cerys.pugh@nic-uk.example", "+44 (0)7400 900456")),
    registry("us", "Aaron Bell", "admin@nic-us.example",
        person("Brooke Hale", "brooke.hale@nic-us.example", "+1 202 555 0143"),
        person("Carl Jay Reed, Jr.", "carl.reed@nic-us.example", "+1.202.555.0178")),
    registry("za", "Ayanda Khumalo", "admin@nic-za.example",
        person("Bongani Nkosi", "bongani.nkosi@nic-za.example", "+27 82 123 4567"),
        person("Chantelle Botha", "chantelle.botha@nic-za.example", "+27 71 765 4321")),
    registry("rs", "Ana Jović", "admin@nic-rs.example",
        person("Bojan Ilić", "bojan.ilic@nic-rs.example", "+381 63 1234567"),
        person("Dragana Kostić", "dragana.kostic@nic-rs.example", "+381 64 765 4321")),
    // The same admin address serves the IDN variant: the request answered,
    // never the address alone, says which ccTLD is meant.
    registry("xn--90a3ac", "Ana Jović", "admin@nic-rs.example",
        person("Бојан Илић", "bojan.ilic@nic-rs.example", "+381 63 1234567"),
        person("Драгана Костић", "dragana.kostic@nic-rs.example", "+381 64 765 4321")),
    registry("de", "Anke Groß", "admin@grün.example",
        person("Björn Müller", "bjoern.mueller@nic-de.example", "+49 151 23456789"),
        person("Carla Weiß", "carla.weiss@nic-de.example", "+49 (0)171 2345678")),
];

/// The people of one ccTLD of the cast.
pub(crate) fn of(tld: &str) -> Registry {
    CAST.into_iter()
        .find(|registry| registry.tld == tld)
        .unwrap_or_else(|| panic!("nobody is cast for .{tld}"))
}
