//! The columns of contact data, which customers and accounts have alike.

use party::contact::Contact;

use super::columns::Columns;
use crate::error::StoreError;
use crate::tx::Param;

/// Every column of the contact data, in the order of [`read_contact`].
pub(super) fn contact_params(contact: &Contact) -> [Param<'_>; 19] {
    [
        contact.company_name.as_str(),
        contact.salutation.as_str(),
        contact.first_name.as_str(),
        contact.last_name.as_str(),
        contact.middle_initial.as_str(),
        contact.street_address.as_str(),
        contact.state.as_str(),
        contact.postal_code.as_str(),
        contact.city.as_str(),
        contact.country.as_str(),
        contact.contact.as_str(),
        contact.phone.as_str(),
        contact.fax.as_str(),
        contact.alternative_phone.as_str(),
        contact.alternative_contact.as_str(),
        contact.email.as_str(),
        contact.cc.as_str(),
        contact.bcc.as_str(),
        contact.mail_from.as_str(),
    ]
    .map(Param::from)
}

/// Reads the next nineteen columns.
pub(super) fn read_contact(columns: &mut Columns<'_>) -> Result<Contact, StoreError> {
    Ok(Contact {
        company_name: columns.line()?,
        salutation: columns.line()?,
        first_name: columns.line()?,
        last_name: columns.line()?,
        middle_initial: columns.line()?,
        street_address: columns.line()?,
        state: columns.line()?,
        postal_code: columns.line()?,
        city: columns.line()?,
        country: columns.line()?,
        contact: columns.line()?,
        phone: columns.line()?,
        fax: columns.line()?,
        alternative_phone: columns.line()?,
        alternative_contact: columns.line()?,
        email: columns.line()?,
        cc: columns.line()?,
        bcc: columns.line()?,
        mail_from: columns.line()?,
    })
}
