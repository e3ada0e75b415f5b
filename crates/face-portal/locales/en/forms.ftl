# Forms: what is wrong with a field, and what is done with things.
wrong-number = This is not a number.
wrong-whole = Only whole numbers.
wrong-precise = { $count ->
    [one] At most { $count } decimal.
   *[other] At most { $count } decimals.
}
wrong-large = The number is too large.
wrong-most = At most { $most }.
wrong-negative = It cannot be negative.
wrong-choice = Choose one of the list.

edit = Edit
delete = Delete
create = Create
save = Save
