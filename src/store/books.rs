//! The books: cases, outbox, journal, ledger, kept together by one hand.
//!
//! One thread owns a [`Books`] and nothing else writes. It holds the cases and
//! the open orders in memory, as read back from the store at start, and changes
//! them only after the store has acknowledged a [`Batch`]. The journal is
//! chained: each entry carries the hash of the one before.

use crate::case::{Case, Entry, EscalationId};
use crate::domain::address::EmailAddress;
use crate::domain::ids::{CaseId, Digest, MessageId, OrderKey, SiteKey};
use crate::domain::member::Member;
use crate::domain::place::Folder;
use crate::domain::record::RegistryRecord;
use crate::store::outbox::Order;
use crate::store::record::v1::{
    CaseV1, EntryV1, EscalationV1, MemberV1, OrderV1, RecordV1, TakenV1,
};
use crate::store::record::{decode, encode};
use crate::store::{Op, Store, StoreError, Table};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::Write;

/// Rows asked of the store at a time.
const PAGE: usize = 1_000;
const SITE_KEY: &[u8] = b"site-key";
const NEXT_CASE: &[u8] = b"next-case";
const JOURNAL_TAIL: &[u8] = b"journal-tail";

//------------ Batch -----------------------------------------------------------

/// Everything one step writes, whole or not at all.
#[derive(Debug, Default)]
pub struct Batch {
    /// Cases as they are now.
    pub cases: Vec<Case>,
    /// Orders, new or further along.
    pub orders: Vec<Order>,
    /// Journal entries with their cause.
    pub entries: Vec<(String, Entry)>,
    /// Messages taken in.
    pub taken: Vec<(Digest, TakenV1)>,
    /// Places looked at: folder, UIDVALIDITY, UID, and the digest if it was read.
    pub places: Vec<(Folder, u32, u32, Option<Digest>)>,
    /// Escalations, new or decided.
    pub escalations: Vec<EscalationV1>,
    /// Registry records.
    pub records: Vec<RegistryRecord>,
    /// Subscribers, new or changed.
    pub members: Vec<Member>,
    /// Addresses of those who are subscribers no more.
    pub gone: Vec<EmailAddress>,
    /// Message-IDs of messages that belong to cases, with what they stood on.
    pub ids: Vec<(MessageId, Digest)>,
    /// Single values.
    pub meta: Vec<(String, String)>,
}

//------------ Books -----------------------------------------------------------

/// The store, read and understood.
pub struct Books {
    store: Box<dyn Store>,
    site_key: SiteKey,
    cases: Vec<Case>,
    open_orders: BTreeMap<OrderKey, Order>,
    history: BTreeMap<u64, Vec<(Timestamp, String)>>,
    records: Vec<RegistryRecord>,
    members: Vec<Member>,
    next_case: u64,
    tail: (u64, String),
}

impl std::fmt::Debug for Books {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Books({} cases, {} open orders)",
            self.cases.len(),
            self.open_orders.len()
        )
    }
}

impl Books {
    /// Reads the store; an empty one gets `fresh` as its site key.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] names the table whose row cannot be understood.
    pub fn open(mut store: Box<dyn Store>, fresh: &SiteKey) -> Result<Self, StoreError> {
        let site_key = match text(store.as_ref(), SITE_KEY)? {
            Some(hex) => SiteKey::from_hex(&hex).ok_or_else(|| damaged(Table::Meta))?,
            None => {
                let value = fresh.reveal_hex().into_bytes();
                store.commit(&[Op::Put(Table::Meta, SITE_KEY.to_vec(), value)])?;
                fresh.clone()
            }
        };
        let cases = all(store.as_ref(), Table::Cases, CaseV1::live)?;
        let orders = all(store.as_ref(), Table::Outbox, OrderV1::live)?;
        let records = all(store.as_ref(), Table::Registry, RecordV1::live)?;
        let members = all(store.as_ref(), Table::Roster, MemberV1::live)?;
        let next_case = match text(store.as_ref(), NEXT_CASE)? {
            Some(number) => number.parse().map_err(|_| damaged(Table::Meta))?,
            None => 1,
        };
        let tail = match text(store.as_ref(), JOURNAL_TAIL)? {
            Some(tail) => parse_tail(&tail).ok_or_else(|| damaged(Table::Meta))?,
            None => (0, String::new()),
        };
        let mut history = BTreeMap::new();
        for entry in all(store.as_ref(), Table::Journal, Some)? {
            remember_entry(&mut history, &entry);
        }
        Ok(Self {
            store,
            site_key,
            history,
            cases,
            open_orders: orders
                .into_iter()
                .filter(|order| !order.progress.is_final())
                .map(|order| (order.key.clone(), order))
                .collect(),
            records,
            members,
            next_case,
            tail,
        })
    }

    /// What the secrets derive from.
    pub fn site_key(&self) -> &SiteKey {
        &self.site_key
    }

    /// Every case, in order of number.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// One case.
    pub fn case(&self, id: CaseId) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == id)
    }

    /// The number the next case gets when a batch with it is committed.
    pub fn next_case(&self) -> CaseId {
        CaseId(self.next_case)
    }

    /// The registry's records.
    pub fn records(&self) -> &[RegistryRecord] {
        &self.records
    }

    /// Orders that are not at their end, in order of key.
    pub fn open_orders(&self) -> impl Iterator<Item = &Order> {
        self.open_orders.values()
    }

    /// One order, whatever its progress.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn order(&self, key: &OrderKey) -> Result<Option<Order>, StoreError> {
        match self.open_orders.get(key) {
            Some(order) => Ok(Some(order.clone())),
            None => one(
                self.store.as_ref(),
                Table::Outbox,
                key.as_str().as_bytes(),
                OrderV1::live,
            ),
        }
    }

    /// Every order there ever was, in order of key.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn all_orders(&self) -> Result<Vec<Order>, StoreError> {
        all(self.store.as_ref(), Table::Outbox, OrderV1::live)
    }

    /// What the ledger knows of a message.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn taken(&self, digest: &Digest) -> Result<Option<TakenV1>, StoreError> {
        one(
            self.store.as_ref(),
            Table::Ledger,
            &digest_key(digest),
            Some,
        )
    }

    /// Whether that place was looked at, and what lay there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn looked_at(&self, folder: Folder, validity: u32, uid: u32) -> Result<bool, StoreError> {
        let key = place_key(folder, validity, uid);
        Ok(self.store.get(Table::Ledger, &key)?.is_some())
    }

    /// What the Message-ID stood on when a message of a case bore it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn known_id(&self, id: &MessageId) -> Result<Option<Digest>, StoreError> {
        let stored = self.store.get(Table::Ledger, &id_key(id))?;
        Ok(stored
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|hex| Digest::from_hex(&hex)))
    }

    /// What the journal says of a case: the last entries, oldest first.
    pub fn history(&self, case: CaseId) -> &[(Timestamp, String)] {
        self.history.get(&case.0).map_or(&[], Vec::as_slice)
    }

    /// A single value.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        text(self.store.as_ref(), name.as_bytes())
    }

    /// One escalation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn escalation(&self, id: &EscalationId) -> Result<Option<EscalationV1>, StoreError> {
        one(
            self.store.as_ref(),
            Table::Escalations,
            id.as_str().as_bytes(),
            Some,
        )
    }

    /// Every escalation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn escalations(&self) -> Result<Vec<EscalationV1>, StoreError> {
        all(self.store.as_ref(), Table::Escalations, Some)
    }

    /// Every subscriber, as the procedure made them one, in order of address.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The whole journal, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn journal(&self) -> Result<Vec<EntryV1>, StoreError> {
        all(self.store.as_ref(), Table::Journal, Some)
    }

    /// Writes the whole store as JSON lines.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn export(&self, to: &mut dyn Write) -> Result<u64, StoreError> {
        self.store.export(to)
    }

    /// Writes a batch; when it returns, it is on the disk.
    ///
    /// # Errors
    /// Nothing of the batch holds after an error, in memory either.
    pub fn commit(&mut self, batch: Batch, now: Timestamp) -> Result<(), StoreError> {
        let mut ops = Vec::new();
        let mut next_case = self.next_case;
        for case in &batch.cases {
            ops.push(put(
                Table::Cases,
                case.id.0.to_be_bytes().to_vec(),
                &CaseV1::of(case),
            ));
            next_case = next_case.max(case.id.0.saturating_add(1));
        }
        if next_case != self.next_case {
            ops.push(put_text(NEXT_CASE, next_case.to_string()));
        }
        for order in &batch.orders {
            ops.push(put(
                Table::Outbox,
                order.key.as_str().as_bytes().to_vec(),
                &OrderV1::of(order),
            ));
        }
        let tail = self.chain(&batch.entries, now, &mut ops);
        rows(&batch, &mut ops);
        self.store.commit(&ops)?;
        self.next_case = next_case;
        self.tail = tail;
        self.remember(batch, now);
        Ok(())
    }

    /// Puts the entries on the chain, and returns its new tail.
    fn chain(
        &self,
        entries: &[(String, Entry)],
        now: Timestamp,
        ops: &mut Vec<Op>,
    ) -> (u64, String) {
        let (mut seq, mut prev) = self.tail.clone();
        if entries.is_empty() {
            return (seq, prev);
        }
        // A second writer would break the chain: it must fail instead.
        let before = (seq > 0).then(|| tail_text(seq, &prev).into_bytes());
        ops.push(Op::Expect(Table::Meta, JOURNAL_TAIL.to_vec(), before));
        for (cause, entry) in entries {
            seq = seq.saturating_add(1);
            let stored = sealed(EntryV1 {
                v: 1,
                seq,
                at: now,
                case: entry.case.map(|case| case.0),
                tld: entry.tld.map(|tld| tld.a_label().to_owned()),
                what: entry.what.to_owned(),
                text: entry.text.clone(),
                cause: cause.clone(),
                message: entry.message.map(|digest| digest.hex()),
                end: entry
                    .end
                    .as_ref()
                    .map(|end| (end.action.as_str().to_owned(), end.code.as_str().to_owned())),
                prev: prev.clone(),
                hash: String::new(),
            });
            prev.clone_from(&stored.hash);
            ops.push(put(Table::Journal, seq.to_be_bytes().to_vec(), &stored));
        }
        ops.push(put_text(JOURNAL_TAIL, tail_text(seq, &prev)));
        (seq, prev)
    }

    /// Takes an acknowledged batch into memory.
    fn remember(&mut self, batch: Batch, now: Timestamp) {
        for (_, entry) in batch.entries {
            if let Some(case) = entry.case {
                remember_line(&mut self.history, case.0, now, entry.text);
            }
        }
        for case in batch.cases {
            match self.cases.iter_mut().find(|known| known.id == case.id) {
                Some(known) => *known = case,
                None => self.cases.push(case),
            }
        }
        for order in batch.orders {
            if order.progress.is_final() {
                self.open_orders.remove(&order.key);
            } else {
                self.open_orders.insert(order.key.clone(), order);
            }
        }
        if !batch.gone.is_empty() || !batch.members.is_empty() {
            for address in &batch.gone {
                let key = member_key(address);
                self.members
                    .retain(|known| member_key(&known.contact.email) != key);
            }
            for member in batch.members {
                let key = member_key(&member.contact.email);
                self.members
                    .retain(|known| member_key(&known.contact.email) != key);
                self.members.push(member);
            }
            self.members
                .sort_by_key(|member| member_key(&member.contact.email));
        }
        for record in batch.records {
            match self
                .records
                .iter_mut()
                .find(|known| known.tld == record.tld)
            {
                Some(known) => *known = record,
                None => self.records.push(record),
            }
        }
    }
}

//------------ the chain -------------------------------------------------------

/// Where the journal's chain is broken: the sequence number of the first entry
/// that does not follow from the one before; `None` when it holds.
pub fn broken_link(entries: &[EntryV1]) -> Option<u64> {
    let mut before = (0u64, String::new());
    for entry in entries {
        let follows = entry.seq == before.0.saturating_add(1) && entry.prev == before.1;
        if !follows || sealed(entry.clone()).hash != entry.hash {
            return Some(entry.seq);
        }
        before = (entry.seq, entry.hash.clone());
    }
    None
}

fn sealed(mut entry: EntryV1) -> EntryV1 {
    entry.hash.clear();
    entry.hash = Digest::of(&encode(&entry)).hex();
    entry
}

fn tail_text(seq: u64, hash: &str) -> String {
    format!("{seq} {hash}")
}

fn parse_tail(text: &str) -> Option<(u64, String)> {
    let (seq, hash) = text.split_once(' ')?;
    Some((seq.parse().ok()?, hash.to_owned()))
}

//------------ history ---------------------------------------------------------

/// Journal lines of a case kept at hand, for escalations.
const HISTORY: usize = 40;

fn remember_entry(history: &mut BTreeMap<u64, Vec<(Timestamp, String)>>, entry: &EntryV1) {
    if let Some(case) = entry.case {
        remember_line(history, case, entry.at, entry.text.clone());
    }
}

fn remember_line(
    history: &mut BTreeMap<u64, Vec<(Timestamp, String)>>,
    case: u64,
    at: Timestamp,
    text: String,
) {
    let lines = history.entry(case).or_default();
    if lines.len() >= HISTORY {
        lines.remove(0);
    }
    lines.push((at, text));
}

//------------ keys and rows ---------------------------------------------------

/// The rows of a batch besides cases, orders and journal.
fn rows(batch: &Batch, ops: &mut Vec<Op>) {
    for (digest, taken) in &batch.taken {
        ops.push(put(Table::Ledger, digest_key(digest), taken));
    }
    for (folder, validity, uid, digest) in &batch.places {
        let value = digest.map(|digest| digest.hex()).unwrap_or_default();
        ops.push(Op::Put(
            Table::Ledger,
            place_key(*folder, *validity, *uid),
            value.into_bytes(),
        ));
    }
    for escalation in &batch.escalations {
        ops.push(put(
            Table::Escalations,
            escalation.id.as_bytes().to_vec(),
            escalation,
        ));
    }
    for record in &batch.records {
        ops.push(put(
            Table::Registry,
            record.tld.a_label().as_bytes().to_vec(),
            &RecordV1::of(record),
        ));
    }
    for address in &batch.gone {
        ops.push(Op::Del(Table::Roster, member_key(address).into_bytes()));
    }
    for member in &batch.members {
        ops.push(put(
            Table::Roster,
            member_key(&member.contact.email).into_bytes(),
            &MemberV1::of(member),
        ));
    }
    for (id, core) in &batch.ids {
        ops.push(Op::Put(Table::Ledger, id_key(id), core.hex().into_bytes()));
    }
    for (name, value) in &batch.meta {
        ops.push(put_text(name.as_bytes(), value.clone()));
    }
}

fn member_key(address: &EmailAddress) -> String {
    address.to_string().to_ascii_lowercase()
}

fn id_key(id: &MessageId) -> Vec<u8> {
    format!("i/{}", Digest::of(id.as_str().as_bytes())).into_bytes()
}

fn digest_key(digest: &Digest) -> Vec<u8> {
    format!("d/{digest}").into_bytes()
}

fn place_key(folder: Folder, validity: u32, uid: u32) -> Vec<u8> {
    format!("p/{}/{validity}/{uid}", folder.as_str()).into_bytes()
}

fn put<T: serde::Serialize>(table: Table, key: Vec<u8>, value: &T) -> Op {
    Op::Put(table, key, encode(value))
}

fn put_text(key: &[u8], value: String) -> Op {
    Op::Put(Table::Meta, key.to_vec(), value.into_bytes())
}

fn damaged(table: Table) -> StoreError {
    StoreError::Damaged(
        table.name().to_owned(),
        "a row cannot be understood".to_owned(),
    )
}

fn text(store: &dyn Store, key: &[u8]) -> Result<Option<String>, StoreError> {
    match store.get(Table::Meta, key)? {
        None => Ok(None),
        Some(bytes) => String::from_utf8(bytes)
            .map(Some)
            .map_err(|_| damaged(Table::Meta)),
    }
}

fn one<S, T>(
    store: &dyn Store,
    table: Table,
    key: &[u8],
    live: impl Fn(S) -> Option<T>,
) -> Result<Option<T>, StoreError>
where
    S: serde::de::DeserializeOwned,
{
    match store.get(table, key)? {
        None => Ok(None),
        Some(bytes) => decode(&bytes)
            .and_then(live)
            .map(Some)
            .ok_or_else(|| damaged(table)),
    }
}

fn all<S, T>(
    store: &dyn Store,
    table: Table,
    live: impl Fn(S) -> Option<T>,
) -> Result<Vec<T>, StoreError>
where
    S: serde::de::DeserializeOwned,
{
    let mut found = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let rows = store.scan(table, b"", after.as_deref(), PAGE)?;
        let Some((last, _)) = rows.last() else {
            return Ok(found);
        };
        after = Some(last.clone());
        for (_, value) in &rows {
            found.push(
                decode(value)
                    .and_then(&live)
                    .ok_or_else(|| damaged(table))?,
            );
        }
    }
}
