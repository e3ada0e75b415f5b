# What the whole site shares.
language-name = English
product-name = Tollgate

format-amount = { $number }{"\u00A0"}{ $unit }
format-date = { $day } { $month } { $year }
format-moment = { $date }, { $hour }:{ $minute }
format-group = ,
format-point = .
unit-credits = credits

month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

page-title = { $title } · { $brand }
skip-to-content = Skip to content
navigation = Main
person-menu = Signed in as { $login }
sign-out = Sign out

preferences = Display
language = Language
theme = Appearance
theme-auto = As the system
theme-light = Light
theme-dark = Dark
apply = Apply

nav-overview = Overview
nav-customers = Customers
nav-money = Money
nav-sessions = Sessions
nav-password = Password

search = Search
filter = Filter
previous-page = Previous
first-page = First
next-page = Next
export = Download this list as
pages = Pages
sorted-ascending = sorted, ascending
sorted-descending = sorted, descending
required = required
cancel = Cancel
yes = Yes
no = No
none = None
unlimited = Unlimited
not-set = Not set
show-as-table = Show as a table

status-active = Active
status-blocked = Blocked

notice-password-changed = Your password is changed. Your other sessions have ended.
notice-signed-out = You are signed out.
notice-session-ended = The session has ended.
notice-sessions-ended = All your other sessions have ended.
notice-preferences = Saved.
notice-customer-blocked = The customer is blocked.
notice-customer-unblocked = The customer is unblocked.
notice-customer-deleted = The customer is deleted.
notice-api-on = Your programs are let in again.
notice-api-off = Your programs are refused from now on.
notice-api-password-set = The API password is set.
notice-acting-ended = You are signed in as yourself again.
notice-acting-over = You could no longer act as that customer, and are signed in as yourself again.

error-not-found-title = There is no such page
error-not-found-text = It may have been moved or removed, or the address was mistyped.
error-forbidden-title = This form was not accepted
error-forbidden-text = It was sent from somewhere else, or the page was open for too long. Go back, reload the page and try again.
error-method-title = That is not how this page is used
error-method-text = Go to the page itself and use its forms.
error-too-large-title = Too much was sent
error-too-large-text = The form is larger than this site takes.
error-unavailable-title = Please try again in a moment
error-unavailable-text = The site is busy. Nothing was changed.
error-internal-title = Something went wrong here
error-internal-text = Nothing you did caused this. If it happens again, tell us the number below.
error-request = Request { $id }
error-home = To the first page

# Somebody above the reader, whose name is not told.
your-provider = Your provider
