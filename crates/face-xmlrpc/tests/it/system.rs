//! What can be called, how, and many calls in one.

use face_xmlrpc::catalogue::METHODS;
use xmlrpc::{Fault, Struct, Value, write_call};

use crate::world::{World, int, of_struct, refused};

async fn call(world: &World, method: &str, params: Vec<Value>) -> Result<Value, Fault> {
    world.root.post("text/xml", write_call(method, &params)).await.outcome()
}

fn one_call(method: &str, members: Struct) -> Value {
    Struct::new().with("methodName", method).with("params", vec![members.into()]).into()
}

async fn multicall(world: &World, calls: Vec<Value>) -> Vec<Value> {
    match call(world, "system.multicall", vec![calls.into()]).await.unwrap() {
        Value::Array(slots) => slots,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check_fault(slot: &Value, code: i64, string: &str) {
    assert_eq!(*of_struct(slot), Struct::new().with("faultCode", code).with("faultString", string));
}

#[tokio::test]
async fn every_method_is_listed_and_told_about() {
    for world in World::all().await {
        let listed = call(&world, "system.listMethods", Vec::new()).await.unwrap();
        let names: Vec<Value> = METHODS.iter().map(|method| method.name.into()).collect();
        assert_eq!(listed, names.into());
        for method in METHODS.iter() {
            let Value::Str(help) = call(&world, "system.methodHelp", vec![method.name.into()]).await.unwrap()
            else {
                panic!("no text about {}", method.name);
            };
            assert!(help.starts_with(method.name) && help.contains(method.summary), "{help}");
            assert!(method.parameters().all(|parameter| help.contains(parameter.name)), "{help}");
            let signature = call(&world, "system.methodSignature", vec![method.name.into()]).await.unwrap();
            let types = |types: &[&str]| -> Value {
                vec![Value::Array(types.iter().map(|kind| Value::from(*kind)).collect())].into()
            };
            let expected = match method.name {
                "system.listMethods" => types(&["array"]),
                "system.methodHelp" => types(&["string", "string"]),
                "system.methodSignature" => types(&["array", "string"]),
                "system.multicall" => types(&["array", "array"]),
                _ => types(&["struct", "struct"]),
            };
            assert_eq!(signature, expected, "{}", method.name);
        }
    }
}

#[tokio::test]
async fn questions_about_methods_are_checked() {
    for world in World::all().await {
        for method in ["system.methodHelp", "system.methodSignature"] {
            let rule = "The only parameter is the name of a method, a string";
            for params in
                [vec![], vec![1.into()], vec!["createCustomer".into(), 1.into()], vec![Struct::new().into()]]
            {
                assert_eq!(call(&world, method, params).await, refused(400, rule), "{method}");
            }
            let unknown = call(&world, method, vec!["nothing".into()]).await;
            assert_eq!(unknown, refused(404, "Method nothing not found"), "{method}");
            let long = call(&world, method, vec!["😀".repeat(60_000).into()]).await;
            let shown = format!("Method {} not found", "😀".repeat(64));
            assert_eq!(long, refused(404, &shown), "{method}");
        }
    }
}

/// A dispatcher without one of the methods would answer that it does not know it.
#[tokio::test]
async fn every_method_of_the_catalogue_can_be_called() {
    for world in World::all().await {
        for method in METHODS.iter() {
            let answer = call(&world, method.name, vec![Struct::new().into()]).await;
            assert_ne!(answer.map_err(|fault| fault.code), Err(404), "{}", method.name);
        }
    }
}

#[tokio::test]
async fn each_call_of_many_succeeds_or_fails_by_itself() {
    for world in World::all().await {
        let (first, last) = (world.least(), world.least());
        let slots = multicall(
            &world,
            vec![
                one_call("createCustomer", first.clone()),
                one_call("createCustomer", first),
                one_call("nothing", Struct::new()),
                one_call("createCustomer", Struct::new()),
                Struct::new().with("methodName", "listCustomers").into(),
                Struct::new()
                    .with("methodName", "system.listMethods")
                    .with("params", Vec::<Value>::new())
                    .into(),
                one_call("createCustomer", last),
            ],
        )
        .await;
        let [made, taken, unknown, incomplete, list, methods, made_last] = slots.as_slice() else {
            panic!("{slots:?}")
        };
        let answer = |slot: &Value| match slot {
            Value::Array(answer) if answer.len() == 1 => answer[0].clone(),
            other => panic!("{other:?} is no success"),
        };
        check_fault(taken, 490, "Parameter name must be unique: it is already taken");
        check_fault(unknown, 404, "Method nothing not found");
        check_fault(incomplete, 410, "Parameter i_tariff is required");
        assert_eq!(of_struct(&answer(list)).len(), 2);
        assert!(matches!(answer(methods), Value::Array(_)));
        let ids = [made, made_last].map(|slot| int(of_struct(&answer(slot)), "i_customer"));
        assert_eq!(world.children(&world.root).await, ids, "{}", world.engine());
    }
}

#[tokio::test]
async fn what_is_no_call_fails_alone() {
    const RULE: &str = "A call is a struct of methodName (String) and params (Array)";
    for world in World::all().await {
        let slots = multicall(
            &world,
            vec![
                1.into(),
                Struct::new().into(),
                Struct::new().with("methodName", 1).into(),
                Struct::new().with("methodName", "listCustomers").with("params", Struct::new()).into(),
                one_call("system.multicall", Struct::new()),
                Struct::new().with("methodName", "listCustomers").with("params", vec![1.into()]).into(),
            ],
        )
        .await;
        slots[..4].iter().for_each(|slot| check_fault(slot, 400, RULE));
        check_fault(&slots[4], 400, "system.multicall cannot be called from within itself");
        check_fault(&slots[5], 400, "listCustomers takes one struct");
        assert_eq!(slots.len(), 6, "{}", world.engine());
    }
}

#[tokio::test]
async fn many_calls_are_bounded() {
    for world in World::all().await {
        assert_eq!(multicall(&world, Vec::new()).await, Vec::new());
        let probe = || Value::from(Struct::new().with("methodName", "nothing"));
        assert_eq!(multicall(&world, vec![probe(); 1000]).await.len(), 1000);
        let answer = call(&world, "system.multicall", vec![vec![probe(); 1001].into()]).await;
        assert_eq!(answer, refused(400, "system.multicall takes at most 1000 calls"), "{}", world.engine());
        for params in [vec![], vec![probe()], vec![Vec::new().into(), Vec::new().into()]] {
            let answer = call(&world, "system.multicall", params).await;
            assert_eq!(
                answer,
                refused(400, "system.multicall takes one array of structs"),
                "{}",
                world.engine()
            );
        }
    }
}
