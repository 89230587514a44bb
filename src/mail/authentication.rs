//! What our own border says of a message (RFC 8601).
