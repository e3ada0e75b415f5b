# Forms: what is wrong with a field, and what is done with things.
wrong-empty = Fill this in.
wrong-long = { $count ->
    [one] At most { $count } character.
   *[other] At most { $count } characters.
}
wrong-control = There is a character in it that no keyboard types.
wrong-blank = It cannot have blanks.
wrong-deceptive = It begins or ends with a blank, or holds a character that nobody sees.
wrong-decomposed = A letter and its accent stand apart. Type it anew.
wrong-host-name = A host name looks like portal.example.com.
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
