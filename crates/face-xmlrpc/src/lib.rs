//! The voice dialect: a Sippy-compatible XML-RPC interface over the use cases.
