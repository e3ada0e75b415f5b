//! One test binary: the promises of the crate seen from outside.

#[cfg(test)]
mod documents;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod python;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod support;
