# Users: the list, one of them, making and changing them.
nav-users = Users
nav-account = My account

list-state = Status
list-state-any = All
list-state-active = Active
list-state-blocked = Blocked

users-title = Users
users-title-of = Users of { $name }
users-search = Name begins with
users-new = New user
users-none = No users yet
users-none-text = Users that are made here or through the interfaces are listed on this page.
users-not-found = Nobody found
users-not-found-text = No user is like that. A search looks at how names begin.
users-all = Show all users
customer-users = Users

user-name = User name
user-name-hint = What he signs in and sends with. No blanks; often name@company.
user-name-taken = Somebody has this name already.
user-name-rule = The customer’s rule for account names does not admit this name.
user-number = Number
user-object-id = Messaging id
user-contact = Contact person
user-kind = Kind
user-kind-messages = Messages
user-kind-voice = Voice
user-balance = Balance
user-status = Status
user-phone-hint = Digits, blanks and +.
user-identity = Identity
user-sending = Sending
user-sender = Sender
user-sender-hint = Stands in messages that name no sender: 3 to 16 digits, or 2 to 11 letters and other characters.
user-sender-none = The customer’s
user-swappable = The sender may be replaced
user-swappable-fact = May be replaced
user-swappable-hint = Where a network does not accept it.
user-push = Delivery reports
user-access = Access
user-password = Password
user-password-repeated = Password again
user-make = Make user
user-save = Save
user-edit = Edit
user-edit-lead = The password and the delivery reports are set on pages of their own.
user-block = Block
user-unblock = Unblock
user-authname = Telephones sign in as
user-description = Notes
user-batch-tag = Batch
user-service-plan = Service plan
user-payment-currency = Pays in

user-delete = Delete
user-delete-title = Delete { $name }?
user-delete-text = This cannot be undone. What will come of it:
user-delete-sessions = He can no longer sign in or use the interfaces, and his sessions here end at once.
user-delete-name = The user name { $name } can be given to somebody else.
user-delete-phones = Telephones can no longer sign in as { $name }.
user-delete-push = His delivery reports are sent no more.
user-delete-funds = What he has, { $amount }, is written off.
user-delete-kept = What was booked and done stays in the books and in the log.

user-set-password = Set password
user-password-title = Set password
user-password-lead = The password he has now serves no more, and his sessions end.
user-one-time = One-time password
user-one-time-lead = Lets him in once; then he chooses a password of his own. The one he has now goes on serving.
user-one-time-give = Make a one-time password
user-one-time-made = Tell him this password. It is shown only now and serves once, within a day.

push-type = Report
push-type-none = None
push-type-url = Web request
push-type-email = E-mail
push-type-smpp = SMPP receipt
push-show = Show fields
push-hint-none = Nobody is told how a message ended.
push-hint-url = When a message has its final status, an address of yours is called with GET.
push-hint-email = When a message has its final status, a mail is sent.
push-hint-smpp = When a message has its final status, a delivery receipt goes to the user’s SMPP session. There is nothing to fill in.
push-url = Address
push-url-hint = Placeholders may stand after the host: {"{{"}status{"}}"}, {"{{"}statusCode{"}}"}, {"{{"}id{"}}"}, {"{{"}timestamp{"}}"}, {"{{"}from{"}}"}, {"{{"}to{"}}"}, {"{{"}text{"}}"}, {"{{"}chargedAmount{"}}"}, {"{{"}numberOfParts{"}}"}.
push-to = To
push-subject = Subject
push-body = Text
push-body-hint = Subject and text take placeholders: {"{{"}status{"}}"}, {"{{"}statusCode{"}}"}, {"{{"}id{"}}"}, {"{{"}timestamp{"}}"}, {"{{"}from{"}}"}, {"{{"}to{"}}"}, {"{{"}text{"}}"}, {"{{"}chargedAmount{"}}"}, {"{{"}numberOfParts{"}}"}.

push-preview = Preview
push-test = Send a test push
push-previewed = What would be sent
push-sample = With the facts of a made-up message.
push-request = { $method } { $url } · with the facts of a made-up message, without a body
push-sent = What was sent
push-answer = What came back
push-answered = After { $millis } ms.
push-answered-cut = After { $millis } ms. Only the beginning of the body was read.
push-no-answer = Nothing came back
push-failed-address = The address cannot be called.
push-failed-refused = The address leads into a network that this installation does not allow pushes to.
push-failed-timeout = There was no whole answer within ten seconds.
push-failed-other = The connection failed.
push-throttled = These were many tests. Wait { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
} and try again.

endpoint-calls = Calls
endpoint-session-seconds = Seconds of one call
endpoint-routing-group = Routing group
endpoint-called-rule = Rewrites called numbers
endpoint-caller-rule = Rewrites his number
endpoint-identity-rule = Rewrites his asserted identity
endpoint-codec = Preferred codec
endpoint-media-relay = Media relay
endpoint-caller-name-type = Shown name
endpoint-caller-name = Name to show
endpoint-anonymous = Refused callers without a number
endpoint-privacy = Privacy schemes
endpoint-equipment = Number on the equipment
endpoint-mailbox = Voice mail
endpoint-mailbox-after = Answers after seconds
endpoint-mailbox-number = Number of the mailbox
endpoint-mailbox-notify = Tells of messages
endpoint-mailbox-forward = Forwards messages to
endpoint-settings = Settings
endpoint-made = Made
endpoint-expires = Expires
endpoint-expires-never = Never

feature-voice-mail = Voice mailbox
feature-preferred-codec-only = Only the preferred codec
feature-registration = May register
feature-welcome-call = Welcome recording
feature-trust-caller-number = His number is taken as sent
feature-loops-disallowed = Loops refused
feature-voice-mail-deleted-after-forward = Forwarded messages are deleted
feature-invoicing = Invoices
feature-follow-me = Calls follow him
feature-voice-mail-dial-in = Mailbox from elsewhere
feature-hide-own-number = Hides his number
feature-block-anonymous = Refuses callers without a number
feature-do-not-disturb = Do not disturb
feature-pass-asserted-identity = Passes the asserted identity on
feature-do-not-call-list-lookup = Looks in do-not-call lists
feature-ringback-tone = Ring-back tone
feature-free-on-net-calls = Free calls within the switch
feature-trust-privacy-headers = Privacy headers are obeyed
feature-lan-access = Local network

notice-user-made = The user is made.
notice-user-saved = Saved.
notice-user-blocked = The user is blocked.
notice-user-unblocked = The user is no longer blocked.
notice-user-deleted = The user is deleted.
notice-user-password-set = The password is set.

wrong-empty = Fill this in.
wrong-long = { $count ->
    [one] At most { $count } character.
   *[other] At most { $count } characters.
}
wrong-control = There is a character in it that cannot stand here.
wrong-blank = There can be no blanks in it.
wrong-deceptive = There are blanks at its ends, or invisible characters in it.
wrong-decomposed = A letter and its accent must be one character.
wrong-host-name = This is not a host name such as portal.example.com.
wrong-mail-long = At most 254 characters.
wrong-mail-character = There is a character in it that no address has.
wrong-mail-at = An address has exactly one @.
wrong-mail-name = The name before the @ is missing.
wrong-mail-domain = An address ends with a domain such as example.com.
wrong-phone = Only digits, blanks and +, at most 32 of them.
wrong-sender-digits = Of digits alone there must be 3 to 16.
wrong-sender-alphabet = There is a character in it that the alphabet of messages lacks.
wrong-sender-length = With other characters than digits there must be 2 to 11. The characters ^ {"{"} {"}"} [ ] ~ \ | € count as two.
wrong-url-long = At most 2048 characters.
wrong-url-character = There can be no blanks and no backslashes in it.
wrong-url-scheme = An address begins with http:// or https://.
wrong-url-placeholder = Placeholders can only stand after the host.
wrong-url-host = There is no host in it such as www.example.com, or its port is wrong.
wrong-placeholder = There is no such placeholder. See the list above.
wrong-braces = A placeholder is written with both pairs of braces: {"{{"}id{"}}"}.
