# Customers: the list and one of them.
customers-title = Customers
customers-title-of = Customers of { $name }
customers-search = Name begins with
customers-state-any = All
customers-state-active = Active
customers-state-blocked = Blocked
customers-none = No customers yet
customers-none-text = Customers that are made here or through the interfaces are listed on this page.
customers-not-found = Nobody found
customers-not-found-text = No customer is like that. A search looks at how names begin.
customers-all = Show all customers

customer-customers = Customers below
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
