//! Exact money: amounts, commodities, unit prices, percentages and their decimal text.
