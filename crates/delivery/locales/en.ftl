low-balance-subject = Low balance: { $name }
low-balance-text =
    { $name } has { $available } left to spend, which is below the threshold of { $threshold }.

    Without a payment, calls and messages may stop when nothing is left.
