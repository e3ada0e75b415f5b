//! What the demo shows when it is ready: where the portal is and who may sign in, then where everything else is, and a call
//! to paste for each operation.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::{Directory, Login, WebUserLogin};

/// Everything that the page speaks of.
pub(crate) struct Page<'a> {
    /// Where this program answers: `http://127.0.0.1:8080`.
    pub(crate) base: &'a str,
    /// Where the business is kept.
    pub(crate) folder: &'a Path,
    /// The digest realm.
    pub(crate) realm: &'a str,
    /// Ends every name that a call makes.
    pub(crate) suffix: &'a str,
    /// The logins.
    pub(crate) directory: &'a Directory,
}

/// The same for a program: one line of JSON.
pub(crate) fn line(base: &str, directory: &Directory) -> String {
    let reseller = |login: &Login| {
        json!({
            "name": login.name,
            "web_login": login.web_login,
            "web_password": login.web_password,
            "api_password": login.api_password,
        })
    };
    let root = &directory.root;
    json!({
        "http": base,
        "root": {
            "web_login": root.web_login,
            "web_password": root.web_password,
            "api_password": root.api_password,
        },
        "reseller_postpaid": reseller(&directory.reseller_postpaid),
        "reseller_prepaid": reseller(&directory.reseller_prepaid),
        "others": directory.others.iter().map(reseller).collect::<Vec<_>>(),
        "web_users": directory.web_users.iter().map(|user| json!({ "web_login": user.login, "web_password": user.password })).collect::<Vec<_>>(),
        "i_tariff": directory.tariff_id,
        "i_routing_group": directory.routing_group_id,
        "user": { "username": directory.user.username, "password": directory.user.password },
    })
    .to_string()
}

/// The page for a person.
pub(crate) fn page(page: &Page<'_>) -> String {
    let Page { base, folder, .. } = page;
    let mut text = format!("\nTollgate is ready.\n\n  Portal  {base}/\n\n");
    text.push_str(&logins(page.directory));
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "\n\
         \x20 Voice interface (XML-RPC)   {base}/xmlapi/xmlapi\n\
         \x20 Messaging interface (REST)  {base}/services/rest/…\n\
         \x20 Health and metrics          {base}/healthz  {base}/readyz  {base}/metrics\n\
         \x20 Data                        {}\n",
        folder.display()
    );
    text.push_str("\nCalls to paste. What they make has a new name at every start.\n");
    for (title, call) in calls(page) {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n# {title}\n{call}\n");
    }
    text.push_str("\nCtrl-C stops. The same folder, given with --data, shows the same business again.\n");
    text
}

fn logins(directory: &Directory) -> String {
    let Directory { root, reseller_postpaid, reseller_prepaid, others, web_users, user, .. } = directory;
    let mut text = format!(
        "  {:<18} {:<26} {:<26}\n",
        "login and name", "password of the site", "password of the interfaces"
    );
    let mut row = |name: &str, web: &str, api: &str, note: &str| {
        let line = format!("  {name:<18} {web:<26} {api:<26} {note}");
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", line.trim_end());
    };
    row(&root.web_login, &root.web_password, &root.api_password, "owns everything");
    let resellers =
        [(reseller_postpaid, "postpaid reseller of texts"), (reseller_prepaid, "prepaid reseller of texts")];
    for (login, note) in resellers {
        row(&login.web_login, &login.web_password, &login.api_password, note);
    }
    for login in others {
        row(&login.web_login, &login.web_password, &login.api_password, "");
    }
    for WebUserLogin { login, password, note } in web_users {
        row(login, password, "", note);
    }
    row(&user.username, &user.password, "", "user, sends with his customer's credits");
    text
}

/// A title and a call for each operation.
fn calls(page: &Page<'_>) -> Vec<(&'static str, String)> {
    let Page { suffix, directory, .. } = page;
    let (postpaid, prepaid) = (&directory.reseller_postpaid, &directory.reseller_prepaid);
    let credentials = |login: &Login| {
        [("resellerName", login.name.clone()), ("resellerPassword", login.api_password.clone())]
    };
    let customer_user = [
        ("contactName", "John Doe".to_owned()),
        ("email", "john@doe.example".to_owned()),
        ("username", format!("john@shop-{suffix}")),
        ("password", "Correct-Horse-7".to_owned()),
        ("customer", format!("shop-{suffix}")),
        ("phoneNumber", "+48 601 000 000".to_owned()),
        ("applyFreeCredits", "true".to_owned()),
    ];
    let customer = [
        ("name", format!("studio-{suffix}")),
        ("integrationId", format!("crm-{suffix}")),
        ("rotationAlgorithm", "CONVERSATION".to_owned()),
        ("billingType", "PRE_PAID".to_owned()),
    ];
    let user = [
        ("username", format!("till@{}-{suffix}", directory.customer.name)),
        ("password", "Correct-Horse-7".to_owned()),
        ("customerId", directory.customer.object_id.clone()),
        ("email", "till@shop.example".to_owned()),
        ("phoneNumber", "+48 601 000 001".to_owned()),
    ];
    let at_reseller = [
        ("reseller", prepaid.name.clone()),
        ("password", prepaid.api_password.clone()),
        ("customer", directory.customer.name.clone()),
    ];
    let credits = [("creditsToAdd", "100".to_owned())];
    let own = [("username", directory.user.username.clone()), ("password", directory.user.password.clone())];
    let post = |path: &str, fields: &[&[(&str, String)]]| rest_call(page.base, path, &fields.concat());
    vec![
        ("Voice: make a customer of root's, with curl", curl_create_customer(page)),
        ("The same with Python, whose standard library is enough", python_create_customer(page)),
        (
            "Messaging: make a customer and his first user",
            post("customer-user/create", &[&credentials(postpaid), &customer_user]),
        ),
        ("Messaging: make a customer", post("customer/create", &[&credentials(postpaid), &customer])),
        ("Messaging: make a user of a customer", post("user/create", &[&credentials(prepaid), &user])),
        ("Messaging: give credits to a customer", post("admin/addCredits", &[&at_reseller, &credits])),
        ("Messaging: ask for a customer's credits", post("admin/balance", &[&at_reseller])),
        ("Messaging: a user asks for his own", post("user/creditBalance", &[&own])),
    ]
}

/// What `createCustomer` is given: member, XML-RPC type, value.
fn create_customer(page: &Page<'_>, name: &str) -> Vec<(&'static str, &'static str, String)> {
    vec![
        ("name", "string", format!("{name}-{}", page.suffix)),
        ("web_login", "string", format!("{name}-{}", page.suffix)),
        ("web_password", "string", "Correct-Horse-7".to_owned()),
        ("i_tariff", "int", page.directory.tariff_id.to_string()),
        ("i_routing_group", "int", page.directory.routing_group_id.to_string()),
        ("balance", "double", "100".to_owned()),
        ("credit_limit", "double", "25.5".to_owned()),
    ]
}

fn curl_create_customer(page: &Page<'_>) -> String {
    let Page { base, directory, .. } = page;
    let member = |(name, kind, value): (&str, &str, String)| {
        format!("  <member><name>{name}</name><value><{kind}>{value}</{kind}></value></member>\n")
    };
    let members: String = create_customer(page, "acme").into_iter().map(member).collect();
    format!(
        "curl --silent --show-error --digest --user '{}:{}' --header 'Content-Type: text/xml' {base}/xmlapi/xmlapi \
         --data '<?xml version=\"1.0\"?>\n\
         <methodCall><methodName>createCustomer</methodName><params><param><value><struct>\n\
         {members}</struct></value></param></params></methodCall>'",
        directory.root.web_login, directory.root.api_password
    )
}

fn python_create_customer(page: &Page<'_>) -> String {
    let Page { base, realm, directory, .. } = page;
    let literal = |(name, kind, value): (&str, &str, String)| match kind {
        "string" => format!("    \"{name}\": \"{value}\",\n"),
        _ => format!("    \"{name}\": {value},\n"),
    };
    let members: String = create_customer(page, "globex").into_iter().map(literal).collect();
    format!(
        "python3 - <<'END'\n\
         import urllib.request, xmlrpc.client\n\
         url = \"{base}/xmlapi/xmlapi\"\n\
         digest = urllib.request.HTTPDigestAuthHandler()\n\
         digest.add_password(\"{realm}\", url, \"{}\", \"{}\")\n\
         call = xmlrpc.client.dumps(({{\n{members}}},), \"createCustomer\").encode()\n\
         request = urllib.request.Request(url, call, {{\"Content-Type\": \"text/xml\"}})\n\
         answer = urllib.request.build_opener(digest).open(request).read()\n\
         print(xmlrpc.client.loads(answer)[0][0])\n\
         END",
        directory.root.web_login, directory.root.api_password
    )
}

fn rest_call(base: &str, path: &str, fields: &[(&str, String)]) -> String {
    let mut call = format!("curl --silent --show-error {base}/services/rest/{path}");
    for (name, value) in fields {
        // Writing to a string cannot fail.
        let _ = write!(call, " \\\n  --data-urlencode '{name}={value}'");
    }
    call.push_str("; echo");
    call
}
