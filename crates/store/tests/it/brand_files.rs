//! What the statements of brands promise.

use party::access::{DeleteCustomer, ManageBrand};
use party::ids::CustomerKey;
use party::text::{Block, Line};
use store::tables::brand_files::{self, BrandFile};
use store::tables::customers;
use store::{Lock, StoreError};

use crate::support::{Fresh, conformance};
use crate::tables::{child, grant, root, write};

conformance! { store::MigrationSet::PRODUCT;
    a_logo_and_its_digest_go_together
    a_draft_is_beside_the_logo
    a_brand_is_written_alone
}

pub(crate) fn logo() -> BrandFile {
    BrandFile { media_type: "image/png".to_owned(), digest: "0123".to_owned(), bytes: vec![0, 255, 7] }
}

async fn insert_root(fresh: &Fresh) {
    let root = root();
    write(&fresh.store, move |tx| customers::insert(tx, &grant(&root), &root)).await;
}

async fn a_logo_and_its_digest_go_together(fresh: &Fresh) {
    insert_root(fresh).await;
    let manage = grant::<ManageBrand>(&root());
    let stored = async || {
        write(&fresh.store, |tx| {
            let customer = customers::load(tx, CustomerKey::ROOT, Lock::Share)?.unwrap();
            Ok((customer.profile.branding.logo, brand_files::load_logo(tx, CustomerKey::ROOT)?))
        })
        .await
    };
    for file in [logo(), BrandFile { digest: "4567".to_owned(), bytes: vec![1], ..logo() }] {
        let put = file.clone();
        write(&fresh.store, move |tx| brand_files::put_logo(tx, &manage, Some(&put))).await;
        assert_eq!(stored().await, (Some(file.digest.clone()), Some(file)));
    }
    write(&fresh.store, move |tx| brand_files::put_logo(tx, &manage, None)).await;
    assert_eq!(stored().await, (None, None));
    let elsewhere = grant::<ManageBrand>(&child(&root(), 2, |_| ()));
    let put = fresh.store.write("test", move |tx| brand_files::put_logo(tx, &elsewhere, Some(&logo())));
    assert!(matches!(put.await, Err(StoreError::Inconsistent { .. })), "there is no such customer");
}

async fn a_draft_is_beside_the_logo(fresh: &Fresh) {
    insert_root(fresh).await;
    let manage = grant::<ManageBrand>(&root());
    write(&fresh.store, move |tx| {
        brand_files::put_logo(tx, &manage, Some(&logo()))?;
        brand_files::put_draft(tx, &manage, "a {}")
    })
    .await;
    let load = async || write(&fresh.store, |tx| brand_files::load_draft(tx, CustomerKey::ROOT)).await;
    assert_eq!(load().await, Some("a {}".to_owned()));
    write(&fresh.store, move |tx| brand_files::delete_draft(tx, &manage)).await;
    assert_eq!(load().await, None);
    let gone = grant::<DeleteCustomer>(&root());
    assert_eq!(write(&fresh.store, move |tx| brand_files::delete_all_of(tx, &gone)).await, 1);
}

async fn a_brand_is_written_alone(fresh: &Fresh) {
    insert_root(fresh).await;
    let mut customer = root();
    customer.profile.contact.company_name = Line::parse("Acme").unwrap();
    customer.profile.branding.css = Block::parse("a {}").unwrap();
    customer.profile.branding.dns_alias = Some("portal.example".parse().unwrap());
    let (branded, manage) = (customer.clone(), grant::<ManageBrand>(&customer));
    write(&fresh.store, move |tx| customers::set_brand(tx, &manage, &branded)).await;
    let stored = write(&fresh.store, |tx| customers::load(tx, CustomerKey::ROOT, Lock::Share)).await;
    assert_eq!(stored, Some(customer));
}
