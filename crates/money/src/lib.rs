//! Exact money: amounts, commodities, unit prices, percentages and their decimal text.
//!
//! Everything here is an integer of a fixed decimal scale. No value passes through a floating-point number,
//! arithmetic that could overflow returns an error, and a fraction is rounded in one place only:
//! [`UnitPrice::times_to_amount`].
//!
//! The crate knows nothing about balances, customers, exchange rates or wire formats.
//!
//! ```
//! use money::{Amount, Commodity, Currency};
//!
//! let dollars = Commodity::Currency(Currency::parse("USD").unwrap());
//! let paid = Amount::parse("100", dollars).unwrap();
//! let spent = Amount::parse("7.88", dollars).unwrap();
//! assert_eq!(paid.checked_sub(spent).unwrap().to_decimal(), "92.12");
//! ```

mod amount;
mod call_rate;
mod commodity;
mod currency;
mod currency_table;
mod decimal;
mod percent;
mod unit_price;

pub use amount::{Amount, AmountError};
pub use call_rate::{CallRate, CallRateError};
pub use commodity::{Commodity, UnknownCommodity};
pub use currency::{Currency, UnknownCurrency};
pub use decimal::{DecimalError, format_decimal, format_double, parse_decimal};
pub use percent::Percent;
pub use unit_price::{PriceError, Rounding, UnitPrice};
