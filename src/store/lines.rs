//! The store as JSON lines: the nightly backup and the way to another engine.
//!
//! A line a row, in the order of tables and keys, and a last line with the
//! count, so that a file cut short is noticed before it is trusted. Keys are
//! hexadecimal; values stand as text where they are text. It copies bytes and
//! refuses to know what they mean.

use crate::store::{Op, Store, StoreError, Table, limits};
use serde_json::{Value, json};
use std::io::{BufRead, Read, Write};

/// Rows read or written at once.
const PAGE: usize = 64;

/// Longest line taken: a value of which every byte was escaped, and its key.
const MAX_LINE: u64 = 1_000_000;

/// Writes every row of `store` to `to`; returns how many.
///
/// # Errors
/// [`StoreError::Disk`] also when `to` refuses.
pub fn export(store: &dyn Store, to: &mut dyn Write) -> Result<u64, StoreError> {
    let mut count = 0u64;
    for table in Table::ALL {
        let mut after: Option<Vec<u8>> = None;
        loop {
            let rows = store.scan(table, b"", after.as_deref(), PAGE)?;
            for (key, value) in &rows {
                write_line(to, &line(table, key, value))?;
                count = count.saturating_add(1);
            }
            match rows.into_iter().last() {
                Some((key, _)) => after = Some(key),
                None => break,
            }
        }
    }
    write_line(to, &json!({ "rows": count }))?;
    to.flush().map_err(|e| StoreError::Disk(e.to_string()))?;
    Ok(count)
}

/// Puts an export back into an empty store; returns how many rows.
///
/// # Errors
/// [`StoreError::Conflict`] when the store is not empty,
/// [`StoreError::Damaged`] when the export is cut or no export of ours; what
/// was put before that stays, so the target is then to be thrown away.
pub fn import(store: &mut dyn Store, from: &mut dyn BufRead) -> Result<u64, StoreError> {
    for table in Table::ALL {
        if !store.scan(table, b"", None, 1)?.is_empty() {
            return Err(StoreError::Conflict);
        }
    }
    let mut count = 0u64;
    let mut waiting: Vec<Op> = Vec::new();
    loop {
        let mut text = String::new();
        let read = (&mut *from).take(MAX_LINE).read_line(&mut text);
        read.map_err(|e| damaged(count, &e.to_string()))?;
        if !text.ends_with('\n') {
            return Err(damaged(count, "the export is cut short"));
        }
        let value: Value =
            serde_json::from_str(&text).map_err(|e| damaged(count, &e.to_string()))?;
        if let Some(rows) = value.get("rows").and_then(Value::as_u64) {
            if rows != count {
                return Err(damaged(
                    count,
                    "the export does not hold as many rows as it says",
                ));
            }
            store.commit(&waiting)?;
            return Ok(count);
        }
        let put = row(&value).ok_or_else(|| damaged(count, "this is no row"))?;
        waiting.push(put);
        count = count.saturating_add(1);
        if waiting.len() >= PAGE {
            store.commit(&waiting)?;
            waiting.clear();
        }
    }
}

fn line(table: Table, key: &[u8], value: &[u8]) -> Value {
    let key = hex(key);
    match std::str::from_utf8(value) {
        Ok(text) => json!({ "table": table.name(), "key": key, "text": text }),
        Err(_) => json!({ "table": table.name(), "key": key, "hex": hex(value) }),
    }
}

fn row(line: &Value) -> Option<Op> {
    let table = Table::named(line.get("table")?.as_str()?)?;
    let key = unhex(line.get("key")?.as_str()?)?;
    let value = match (line.get("text"), line.get("hex")) {
        (Some(text), None) => text.as_str()?.as_bytes().to_vec(),
        (None, Some(digits)) => unhex(digits.as_str()?)?,
        (Some(_), Some(_)) | (None, None) => return None,
    };
    (value.len() <= limits::MAX_VALUE).then_some(Op::Put(table, key, value))
}

fn write_line(to: &mut dyn Write, line: &Value) -> Result<(), StoreError> {
    writeln!(to, "{line}").map_err(|e| StoreError::Disk(e.to_string()))
}

fn damaged(after: u64, why: &str) -> StoreError {
    StoreError::Damaged("export".to_owned(), format!("after row {after}: {why}"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some((high << 4) | low),
            _ => None,
        })
        .collect()
}
