//! Text messaging: the GSM alphabet, sender addresses, delivery pushes. Pure.
