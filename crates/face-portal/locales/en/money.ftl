# Money: balances, booking, postings, payments.
money-title = Money
money-title-of = Money of { $name }
money-money = Money
money-low = Low balance
money-bar = { $available } available, { $held } held, credit limit { $limit }
money-held = Held
money-own-credits = Your message credits
money-payments = Payments
money-postings = Postings
money-all-postings = All postings

money-add-funds = Add funds
money-add-funds-lead = Book a payment that was received. The balance grows by it at once.
money-credit = Raise balance
money-credit-lead = A correction without a payment: the balance grows.
money-debit = Lower balance
money-debit-lead = A correction: the balance shrinks, beyond the credit limit if need be.
money-transfer = Transfer message credits
money-transfer-lead = Credits move between you and this customer. Whoever gives must have them.
money-direction = Direction
money-give = Give
money-take-back = Take back
money-amount-in = Amount, { $unit }
money-paid-at = Paid on
money-happened-at = Happened on
money-at-hint = Leave it empty if it was just now.
money-notes = Notes
money-notes-hint = At most 255 characters. Whoever pays sees them, too.
money-overcommitted = You cannot cover so much: your overcommit protection compares what each customer has with your own balance.
money-not-comparable = Your own balance is in another currency, and your overcommit protection cannot compare them.
money-wrong-currency = The balance is in another currency.
money-postpaid = This customer pays after use and needs no message credits.
money-insufficient = There are not so many credits to be had.

amount-hint = Up to 8 digits after the decimal point.
amount-empty = Type an amount.
amount-malformed = Type a number such as 1234.56, without commas.
amount-too-precise = More than 8 digits after the decimal point cannot be kept.
amount-too-large = The amount is too large.
amount-not-positive = The amount must be more than zero.
number-malformed = Type a whole number, zero or more.
moment-malformed = Give a day and a time of day, such as 2026-01-31 18:30.
text-too-long = { $count ->
    [one] At most { $count } character fits.
   *[other] At most { $count } characters fit.
}
text-control = There is a character in it that no keyboard types.
form-incomplete = A part of the form was missing. Look it over and send it again.
form-sent-before = This form was sent before with other values, and that was done. Look at the postings before you send this one, too.
save = Save

notice-payment-booked = The payment is booked. The new balance is shown below.
notice-credit-booked = The balance is raised. The new one is shown below.
notice-debit-booked = The balance is lowered. The new one is shown below.
notice-credits-moved = The credits are transferred. What there is now is shown below.
notice-low-balance-saved = Saved.
notice-posting-reversed = The posting is reversed. This is the posting that undid it.

money-low-balance = Low balance
low-balance-lead = What happens when there is little left: what is available, balance and credit limit together, falls below the threshold.
low-balance-threshold = Threshold
low-balance-threshold-in = Threshold, { $unit }
low-balance-threshold-hint = Leave it empty to switch it off. It may be negative.
low-balance-notify = Notify by e-mail
low-balance-to = Mails go to
low-balance-to-hint = Mails go to { $addresses }, the addresses among the contact data.
low-balance-nobody = Nobody: there is no e-mail address
low-balance-nobody-hint = There is no e-mail address among the contact data yet, so nobody would be written to.
low-balance-retry-count = Reminders
low-balance-retry-count-hint = How often somebody is written to again while nothing changes.
low-balance-retry-interval = Seconds between reminders

newer-page = Newer
older-page = Older

payment-title = Payment { $id }
payment-number = Payment
payment-facts = Payment
payment-paid-at = Paid
payment-booked-at = Booked
payment-posting = Posting
payments-none = No payments yet
payments-none-text = Payments that are booked here or through the interfaces are listed on this page.

postings-of = Balance
postings-of-everything = All
postings-none = Nothing was booked yet
postings-none-text = Whatever moves a balance is listed here.
posting-title = Posting { $id }
posting-facts = Posting
posting-face = Through
posting-on-behalf = On behalf of
posting-request = Request
posting-payment-of = Payment
posting-reverses = Reverses
posting-reversed = Reversed
posting-reversed-by = Reversed by
posting-by-above = Your provider
posting-entries = Entries
posting-side = Account
posting-debit = Debit (out)
posting-credit = Credit (in)
posting-total = Total
posting-side-above = Your provider
posting-side-gone = A closed balance
posting-side-opening-balances = Opening balances
posting-side-free-credits = Free credits
posting-side-issued = Issued by the installation
posting-side-payments = Payments received
posting-side-adjustments = Corrections
posting-side-closed = Closed balances
posting-reverse = Reverse this posting
posting-reverse-lead = A new posting moves everything back. Both stay in the books, and neither can be reversed again.
posting-already-reversed = Somebody has reversed this posting meanwhile.
posting-is-reversal = A reversal cannot be reversed. Book anew what it took back.
posting-is-closed = One of the balances is closed, so nothing can move back.
posting-credits-spent = The credits are spent: there is not enough left to take back.

face-xmlrpc = XML-RPC interface
face-rest = REST interface
face-portal = This site
face-command-line = Operator's terminal
