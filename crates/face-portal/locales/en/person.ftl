# Signing in, the password, the sessions.
sign-in = Sign in
login = Login or user name
password = Password
sign-in-help = Forgotten your password? Whoever manages your account can give you a one-time password.
sign-in-denied = The login or the password is wrong.
sign-in-throttled = Too many attempts. Wait { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
} and try again.

password-title = Change password
password-lead = After the change you stay signed in here; your other sessions end.
password-forced = You signed in with a one-time password. Choose a password of your own to go on.
password-current = Current password
password-new = New password
password-repeated = New password again
password-change = Change password
password-wrong = That is not your current password.
password-differs = The two passwords differ.
password-same = That is your current password. Choose another.
password-policy-1 = A long one that you use nowhere else.
password-policy-2 = At least 8 characters with a letter and a digit.
password-policy-3 = At least 12 characters with a capital and a small letter, a digit and another character.
password-rule-1 = No rule
password-rule-2 = Medium rule
password-rule-3 = Strong rule
password-error-empty = Type a password.
password-error-short = { $count ->
    [one] At least { $count } character is needed.
   *[other] At least { $count } characters are needed.
}
password-error-long = { $count ->
    [one] More than { $count } character is too much.
   *[other] More than { $count } characters are too many.
}
password-error-control = There is a character in it that no keyboard types.
password-error-letter = A letter is missing.
password-error-digit = A digit is missing.
password-error-case = A capital and a small letter are needed.
password-error-symbol = A character that is neither letter nor digit is missing.

sessions-title = Sessions
sessions-lead = Where you are signed in. A session ends after an hour without use, and after twelve hours in any case.
sessions-end-others = End all others
sessions-end-others-text = Everywhere but here you will have to sign in again.
session-browser = Browser
session-peer = Address
session-created = Signed in
session-seen = Last used
session-state = Status
session-current = This session
session-end = End
session-unknown = Unknown
