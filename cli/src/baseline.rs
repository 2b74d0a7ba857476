//! Known findings.
