//! Bodies: what is understood, what is malformed, and what no answer ever contains.

use xmlrpc::{Struct, Value, write_call};

use crate::client::Reply;
use crate::world::{WEB_PASSWORD, World, array, merged, refused, structure, text};

#[track_caller]
fn check_fault(world: &World, reply: &Reply, code: i32, beginning: &str) {
    let fault = reply.outcome().unwrap_err();
    assert_eq!(fault.code, code, "{}: {fault}", world.engine());
    assert!(fault.string.starts_with(beginning), "{}: {fault}", world.engine());
}

#[tokio::test]
async fn what_is_no_call_is_a_fault() {
    let no_value = "<methodCall><methodName>createCustomer</methodName><params><param><value><struct>\
        <member><name>i_wholesaler</name><string>1</string></value></member></struct></value></param></params>\
        </methodCall>";
    for world in World::all().await {
        for (body, reason) in [
            ("", ""),
            ("not XML", ""),
            ("{\"method\":\"listCustomers\"}", ""),
            ("<methodCall><methodName>listCustomers</methodName>", "the document ends too early"),
            ("<methodCall><methodName></methodName></methodCall>", ""),
            ("<methodResponse></methodResponse>", "element <methodCall> is missing"),
            (no_value, ""),
            ("<!DOCTYPE a [<!ENTITY b \"c\">]><methodCall/>", "a document type declaration is not accepted"),
            (
                "<methodCall><methodName>a</methodName><params><param><value><int>x</int></value></param></params></methodCall>",
                "",
            ),
        ] {
            let reply = world.root.post("text/xml", body).await;
            check_fault(&world, &reply, 400, &format!("The request is malformed: {reason}"));
        }
    }
}

#[tokio::test]
async fn bodies_are_bounded() {
    for world in World::all().await {
        let listing = write_call("listCustomers", &[Struct::new().into()]);
        let padded = |length: usize| format!("{listing}<!--{}-->", "x".repeat(length - listing.len() - 7));
        assert!(world.root.post("text/xml", padded(1 << 20)).await.outcome().is_ok());
        let reply = world.root.post("text/xml", padded((1 << 20) + 1)).await;
        check_fault(&world, &reply, 400, "The request is larger than 1048576 bytes");
        let deep = (0..40).fold(Value::Nil, |inner, _| vec![inner].into());
        let reply = world.root.post("text/xml", write_call("listCustomers", &[deep])).await;
        check_fault(&world, &reply, 400, "The request is malformed: values are nested too deeply");
        let many: Value = vec![Value::Nil; 20_001].into();
        let reply = world.root.post("text/xml", write_call("listCustomers", &[many])).await;
        check_fault(&world, &reply, 400, "The request is malformed: there are too many values");
    }
}

/// Methods without required parameters are called with an empty struct, or with none at all.
#[tokio::test]
async fn a_method_takes_one_struct_or_nothing() {
    for world in World::all().await {
        for params in [
            "<params><param><value><struct></struct></value></param></params>",
            "<params><param><value><struct/></value></param></params>",
            "<params></params>",
            "<params/>",
            "",
        ] {
            let body = format!("<methodCall><methodName>listCustomers</methodName>{params}</methodCall>");
            assert!(world.root.post("application/xml", body).await.outcome().is_ok(), "{params}");
        }
        let empty = || Value::from(Struct::new());
        for params in [
            vec![empty(), empty()],
            vec![1.into()],
            vec!["a".into()],
            vec![Value::Nil],
            vec![vec![empty()].into()],
        ] {
            let answer = world.root.call_with("listCustomers", params.clone()).await;
            assert_eq!(
                answer,
                refused(400, "listCustomers takes one struct"),
                "{}: {params:?}",
                world.engine()
            );
        }
        let answer = world.root.call_with("createCustomer", Vec::new()).await;
        assert_eq!(answer, refused(410, "Parameter i_tariff is required"), "{}", world.engine());
    }
}

#[tokio::test]
async fn an_unknown_method_is_not_found() {
    for world in World::all().await {
        for method in ["listTariffs", "createcustomer", "system.unknown", "а"] {
            for params in [Vec::new(), vec![Struct::new().into()], vec![1.into(), 2.into()]] {
                let answer = world.root.call_with(method, params).await;
                assert_eq!(answer, refused(404, &format!("Method {method} not found")), "{}", world.engine());
            }
        }
    }
}

#[tokio::test]
async fn unknown_members_are_ignored() {
    for world in World::all().await {
        let more = Struct::new()
            .with("auth_user", "x")
            .with("auth_password", Value::Nil)
            .with("", 1)
            .with("i_tariffs", vec![Value::from(Struct::new())]);
        assert!(world.root.call("createCustomer", merged(world.least(), more)).await.is_ok());
        assert!(world.root.call("listCustomers", Struct::new().with("name_pattern", 1)).await.is_ok());
    }
}

/// Of a member that is there twice, the last counts.
#[tokio::test]
async fn a_repeated_member_counts_once() {
    for world in World::all().await {
        let member =
            |name: &str, value: &str| format!("<member><name>{name}</name><value>{value}</value></member>");
        let body = format!(
            "<methodCall><methodName>createCustomer</methodName><params><param><value><struct>{}{}{}{}</struct></value>\
             </param></params></methodCall>",
            member("name", "first"),
            member("i_tariff", "<nil/>"),
            member("web_password", WEB_PASSWORD),
            member("name", "second"),
        );
        assert!(world.root.post("text/xml", body).await.outcome().is_ok());
        let by_name = |name: &str| world.root.call("getCustomerInfo", Struct::new().with("name", name));
        assert_eq!(by_name("first").await, refused(401, "Wrong name"), "{}", world.engine());
        assert!(by_name("second").await.is_ok(), "{}", world.engine());
    }
}

/// The header outranks the declaration, and both reach the name that is read back.
#[tokio::test]
async fn other_encodings_are_read() {
    for world in World::all().await {
        for (number, (content_type, declared)) in [
            ("text/xml", "iso-8859-1"),
            ("text/xml; charset=ISO-8859-1", "utf-8"),
            ("text/xml;charset=\"windows-1252\"", ""),
        ]
        .into_iter()
        .enumerate()
        {
            let declaration =
                if declared.is_empty() { String::new() } else { format!(" encoding=\"{declared}\"") };
            let body = format!(
                "<?xml version=\"1.0\"{declaration}?><methodCall><methodName>createCustomer</methodName><params><param>\
                 <value><struct><member><name>name</name><value>M\u{fc}ller {number}</value></member>\
                 <member><name>i_tariff</name><value><nil/></value></member>\
                 <member><name>web_password</name><value>secret</value></member></struct></value></param></params>\
                 </methodCall>"
            );
            let latin: Vec<u8> = body.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
            let reply = world.root.post(content_type, latin).await;
            assert!(reply.outcome().is_ok(), "{}: {content_type} {}", world.engine(), reply.text());
            let found =
                world.root.call("getCustomerInfo", Struct::new().with("name", format!("Müller {number}")));
            assert!(found.await.is_ok(), "{}: {content_type}", world.engine());
        }
        let reply = world.root.post("text/xml; charset=koi8-r", write_call("listCustomers", &[])).await;
        let reason = "The request is malformed: the character encoding is not supported, send UTF-8";
        check_fault(&world, &reply, 400, reason);
    }
}

/// Several clients take any answer with these words in it for a fault.
#[tokio::test]
async fn a_success_never_looks_like_a_fault() {
    const NAME: &str = "faultCode <fault> faultString & faultCodefaultCode";
    for world in World::all().await {
        let given = Struct::new().with("name", NAME).with("company_name", NAME).with("css", NAME);
        let id = world.customer(&world.root, given).await;
        for (method, params) in [
            ("getCustomerInfo", vec![Struct::new().with("i_customer", id).into()]),
            ("getCustomerInfo", vec![Struct::new().with("name", NAME).into()]),
            ("listCustomers", Vec::new()),
            ("system.listMethods", Vec::new()),
            ("system.methodHelp", vec!["system.multicall".into()]),
        ] {
            let reply = world.root.post("text/xml", write_call(method, &params)).await;
            assert!(reply.outcome().is_ok(), "{}: {method}", world.engine());
            for word in ["faultCode", "<fault>"] {
                assert!(!reply.text().contains(word), "{}: {method} says {word}", world.engine());
            }
        }
        let info = world.info(&world.root, id).await;
        assert_eq!((text(&info, "name"), text(&info, "css")), (NAME, NAME), "{}", world.engine());
    }
}

/// The order in which one client's pattern reads a fault.
#[tokio::test]
async fn a_fault_is_two_members_in_order() {
    for world in World::all().await {
        let reply = world.root.post("text/xml", write_call("createCustomer", &[Struct::new().into()])).await;
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodResponse><fault><value><struct>\
            <member><name>faultCode</name><value><int>410</int></value></member>\
            <member><name>faultString</name><value><string>Parameter i_tariff is required</string></value></member>\
            </struct></value></fault></methodResponse>";
        assert_eq!(reply.text(), expected, "{}", world.engine());
    }
}

/// Whole numbers of 32 bits, which every client reads; none of them knows a longer type.
#[tokio::test]
async fn every_integer_is_short() {
    for world in World::all().await {
        let most = Struct::new().with("max_sessions", 2_147_483_647);
        let id = world.customer(&world.root, most).await;
        let request = Struct::new().with("i_customer", id);
        let reply = world.root.post("text/xml", write_call("getCustomerInfo", &[request.into()])).await;
        assert!(reply.text().contains("<int>2147483647</int>"), "{}", reply.text());
        assert!(!reply.text().contains("<i8>") && !reply.text().contains("<i4>"), "{}", reply.text());
        let answer = world.root.call("listCustomers", Struct::new()).await.unwrap();
        assert_eq!(array(&answer, "customers").len(), 1);
        let answer =
            world.root.call("getDictionary", Struct::new().with("name", "export_types")).await.unwrap();
        assert_eq!(structure(&answer, "dictionary").len(), 2);
    }
}
