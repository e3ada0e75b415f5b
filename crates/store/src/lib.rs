//! Transactions over two engines, every statement of the product, migrations and their proof.
