# Customers: the list and one of them.
customers-title = Customers
customers-title-of = Customers of { $name }
customers-search = Begins with
customers-search-hint = Name, company, contact, e-mail, login, phone, host name
customers-below = Customers below
customers-below-some = Has some
customers-below-none = Has none
customers-balance-low = Low
customers-none = No customers yet
customers-none-text = Customers that are made here or through the interfaces are listed on this page.
customers-not-found = Nobody found
customers-not-found-text = No customer is like that. A search looks at how names, companies, contact persons, e-mail addresses, logins, phones and host names begin.
customers-all = Show all customers
customers-views = View
customers-as-table = Table
customers-as-tree = Tree
customers-more = Show more
customers-first = From the first
customers-count = { $count ->
    [one] { $count } customer
   *[other] { $count } customers
}
customers-count-more = more than { $count } customers

customer-customers = Customers below
customer-related = About this customer
customer-back = Back to the customer
customer-sign-in-as = Sign in as
customer-block = Block
customer-unblock = Unblock
customer-delete = Delete
customer-block-title = Block { $name }
customer-block-text = Nobody of these can sign in, call or send any more, and their programs are refused. Nothing is lost: unblocking lets everybody in again.
customer-unblock-title = Unblock { $name }
customer-unblock-text = Who comes back can sign in, call and send again, and his programs are answered.
customer-unblock-above = Somebody above this customer is blocked too: until he is unblocked, nobody of these is let in.
customer-delete-title = Delete { $name }
customer-delete-text = The customer goes for good, with everything listed here, and what is on the balances is written off. Postings and the audit log stay.
customer-delete-refused = This customer cannot be deleted
customer-delete-customers = Delete the customers below first.
customer-delete-accounts = Delete the accounts first.
customer-delete-commission = Another customer, or an account, pays a commission to this one. End that first.
impact-touches = What this touches
impact-returns = What comes back
impact-stays = What stays blocked for a reason of its own
impact-customers = Customers below, at any depth
impact-accounts = Accounts
impact-open-balances = Balances that are not empty
impact-web-users = Logins to this site
impact-tariffs = Tariffs
impact-service-plans = Service plans
impact-routing-groups = Routing groups

acting-banner = You are signed in as { $name }. What you do is recorded with your name.
acting-end = Return to { $name }
acting-title = Sign in as { $name }
acting-blocked = This customer is blocked
acting-blocked-text = Nobody signs in as a customer who is blocked, or who stands below one.
acting-who = { $who } as { $customer }
customer-identity = Identity
customer-contact = Contact
customer-access = Access
customer-money = Money
customer-limits = Limits
customer-rights = Rights
customer-features = Features
customer-look = Look

customer-name = Name
customer-number = Number
customer-company = Company
customer-status = Status
customer-balance = Balance
customer-available = Available
customer-credit-limit = Credit limit
customer-credits = Message credits
customer-object-id = Messaging id
customer-set = Set
customer-password-policy = Passwords
customer-billing-type = Pays
customer-prepaid = Before use
customer-postpaid = After use
customer-currency = Currency
customer-payment-method = Payment method
customer-payment-minimum = Smallest payment
payment-method-1 = Credit card
payment-method-2 = Bank transfer
payment-method-3 = Cash
payment-method-4 = Cheque
payment-method-5 = Other

contact-person = Name
contact-contact = Contact person
contact-address = Address
contact-phone = Telephone
contact-fax = Fax
contact-alternative-contact = Second contact person
contact-alternative-phone = Second telephone
contact-email = E-mail
contact-cc = Copies to
contact-bcc = Blind copies to
contact-mail-from = Mails come from

limit-sessions = Concurrent calls
limit-calls-per-second = Calls per second

right-add = add
right-edit = edit
right-delete = delete

look-language = Language
look-time-zone = Time zone
look-export = Downloads
