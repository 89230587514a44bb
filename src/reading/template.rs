//! The SSC Response: contacts and the sentence of responsibility.
