//! Reads records, one after the other, in bounded memory.
