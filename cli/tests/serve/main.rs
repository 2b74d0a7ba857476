//! The real binary, asked over loopback by a real client, and over bare sockets where a client must misbehave.

mod access;
mod answers;
mod clients;
mod guardrail;
mod life;
mod limits;
mod support;
