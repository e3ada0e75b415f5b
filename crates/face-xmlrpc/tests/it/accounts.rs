//! Accounts: made, changed, told and removed, and what their owners may do with them.

mod changed;
mod created;
mod features;
mod generated;
mod holders;
mod money;
mod owners;
mod rows;
mod told;
mod users;

use std::collections::BTreeMap;

use xmlrpc::{Fault, Struct, Value};

use crate::client::Client;
use crate::world::{World, int, merged};

type Shown = BTreeMap<String, Value>;

/// Who has accounts, and what they refer to.
struct Owner<'a> {
    world: &'a World,
    client: &'a Client,
    plan: i64,
    routing_group: i64,
}

impl<'a> Owner<'a> {
    /// With a plan and a routing group of his own.
    async fn new(world: &'a World, client: &'a Client) -> Self {
        let plan = plan(world, client, "USD").await;
        Self { world, client, plan, routing_group: world.routing_group(client).await }
    }

    /// Everything that must be there, with new names, and otherwise what says least.
    fn least(&self) -> Struct {
        let name = self.world.new_name().replace(' ', "-");
        let empty = |parameter: &str| (parameter.to_owned(), Value::from(""));
        let texts: Struct = TEXTS.split_whitespace().map(empty).collect();
        let flags = FLAGS.split_whitespace().map(|parameter| (parameter.to_owned(), Value::from(0)));
        let members = Struct::new()
            .with("username", name.clone())
            .with("web_password", "Web-password-1")
            .with("authname", name)
            .with("voip_password", "Voip-password-1")
            .with("max_sessions", -1)
            .with("max_credit_time", -1)
            .with("lifetime", -1)
            .with("credit_limit", 0)
            .with("balance", 0)
            .with("min_payment_amount", 0)
            .with("i_routing_group", self.routing_group)
            .with("i_billing_plan", self.plan)
            .with("i_time_zone", 370)
            .with("i_lang", "en")
            .with("payment_currency", "USD")
            .with("payment_method", 1)
            .with("i_export_type", 1)
            .with("preferred_codec", Value::Nil)
            .with("on_payment_action", Value::Nil)
            .with("i_password_policy", 1)
            .with("i_media_relay_type", 1);
        merged(texts, flags.chain(members).collect())
    }

    async fn create(&self, more: Struct) -> Result<Struct, Fault> {
        self.client.call("createAccount", merged(self.least(), more)).await
    }

    /// An account; its number.
    async fn account(&self, more: Struct) -> i64 {
        int(&self.create(more).await.unwrap(), "i_account")
    }

    async fn update(&self, account: i64, more: Struct) -> Result<(), Fault> {
        done(self.client, "updateAccount", merged(number(account), more)).await
    }

    async fn info(&self, account: i64) -> Shown {
        self.client.call("getAccountInfo", number(account)).await.unwrap().into_iter().collect()
    }

    /// The numbers of his accounts.
    async fn accounts(&self) -> Vec<i64> {
        listed(self.client, Struct::new()).await.unwrap()
    }
}

/// Parameters that are empty where nothing is said.
const TEXTS: &str = "translation_rule cli_translation_rule cpe_number vm_password vm_notify_emails \
    vm_forward_emails company_name salutation first_name last_name mid_init street_addr state postal_code city country \
    contact phone fax alt_phone alt_contact email cc bcc";

/// Parameters that are off where nothing is said.
const FLAGS: &str = "vm_enabled blocked use_preferred_codec_only reg_allowed welcome_call_ivr trust_cli \
    disallow_loops vm_del_after_fwd";

/// A service plan of `owner`; its number.
async fn plan(world: &World, owner: &Client, currency: &str) -> i64 {
    let terms =
        Struct::new().with("name", world.new_name()).with("i_tariff", world.tariff(owner, currency).await);
    int(&owner.call("addBillingPlan", terms).await.unwrap(), "i_billing_plan")
}

fn number(account: i64) -> Struct {
    Struct::new().with("i_account", account)
}

/// Calls a method that answers with nothing.
async fn done(caller: &Client, method: &str, request: Struct) -> Result<(), Fault> {
    let answer = caller.call(method, request).await?;
    assert_eq!(answer, Struct::new().with("result", "OK"), "{method}");
    Ok(())
}

async fn listed(caller: &Client, request: Struct) -> Result<Vec<i64>, Fault> {
    let answer = caller.call("listAccounts", request).await?;
    let lines = crate::world::array(&answer, "accounts").iter();
    Ok(lines.map(|line| int(crate::world::of_struct(line), "i_account")).collect())
}
