//! Our own scan of the raw header block: the third opinion.

/// One header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name as written, without blanks.
    pub name: String,
    /// The unfolded value, lossily UTF-8, trimmed; encoded words as they are.
    pub value: String,
}

/// The fields of a message in order, top first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderBlock {
    /// The fields.
    pub fields: Vec<Field>,
}

impl HeaderBlock {
    /// The values of the fields of that name, names without case, top first.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |field| field.name.eq_ignore_ascii_case(name))
            .map(|field| field.value.as_str())
    }

    /// The topmost value of that name.
    pub fn first<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }
}
