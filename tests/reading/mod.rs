//! What people meant.
