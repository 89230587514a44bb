//! Takes our own request out of a reply, by aligning words.
