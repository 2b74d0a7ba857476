//! LiteLLM's generic guardrail API.

use crate::support::{SECRET, Server, assert_problem, json, secret_draft};
use serde_json::{Value, json};

const PATH: &str = "/beta/litellm_basic_guardrail_api";

/// What LiteLLM sends, as its own class writes it.
fn asked(texts: &Value, input_type: &str, params: &Value) -> String {
    json!({
        "input_type": input_type,
        "litellm_call_id": "8e7f", "litellm_trace_id": null,
        "structured_messages": [{"role": "user", "content": secret_draft()}],
        "images": null, "tools": null,
        "texts": texts,
        "request_data": {"user_api_key_user_id": "u1"},
        "request_headers": {"host": "proxy", "authorization": "[present]"},
        "litellm_version": "1.106.2",
        "additional_provider_specific_params": params,
        "tool_calls": null, "model": "gpt-4o",
    })
    .to_string()
}

#[test]
fn what_a_model_wrote_is_checked_and_what_it_was_asked_is_not() {
    let server = Server::start(&[]);
    let texts = json!([secret_draft()]);
    let blocked = server.post(PATH, asked(&texts, "response", &json!({})));
    assert_eq!(blocked.status_code, 200);
    let answer = json(&blocked);
    assert_eq!(answer["action"], "BLOCKED");
    let reason = answer["blocked_reason"].as_str().unwrap();
    assert!(reason.contains("(phi/") && reason.contains("[must change]"), "{reason}");
    assert!(!blocked.as_str().unwrap().contains(SECRET) && !reason.contains("root canal"), "{reason}");
    for (texts, input_type) in [
        (texts, "request"),
        (json!(["Our doors open at eight, and parking is free."]), "response"),
        // A call of a tool says nothing.
        (json!([""]), "response"),
        (json!([]), "response"),
        (json!(null), "response"),
    ] {
        let passed = server.post(PATH, asked(&texts, input_type, &json!(null)));
        assert_eq!(passed.as_str().unwrap(), "{\"action\":\"NONE\"}\n", "{texts}");
    }
    server.wait_for("replylint_guardrail_total{action=\"BLOCKED\"}", 1.0);
    server.wait_for("replylint_guardrail_total{action=\"NONE\"}", 5.0);
    assert_eq!(server.stderr(), "");
}

#[test]
fn each_of_several_texts_is_judged() {
    let server = Server::start(&[]);
    let texts = json!(["Our doors open at eight.", secret_draft(), "See you, {{first_name}}!"]);
    let answer = json(&server.post(PATH, asked(&texts, "response", &json!({}))));
    let reason = answer["blocked_reason"].as_str().unwrap();
    assert!(reason.contains("Text 2 of 3. ") && reason.contains("Text 3 of 3. "), "{reason}");
    assert!(!reason.contains("Text 1"), "{reason}");
}

#[test]
fn parameters_are_those_of_a_record_and_cannot_weaken_the_server() {
    let texts = json!(["Your root canal is booked for March 3 at 9:40."]);
    let params = json!({"channel": "portal", "context": {"authenticated": true}});
    let action = |server: &Server| json(&server.post(PATH, asked(&texts, "response", &params)))["action"].clone();
    assert_eq!(action(&Server::start(&[])), "NONE");
    assert_eq!(action(&Server::start(&["--channel", "public_review"])), "BLOCKED");
    let server = Server::start(&[]);
    for (params, code, field) in [
        (json!({"chanel": "dm"}), "unknown-field", "additional_provider_specific_params.chanel"),
        (json!({"channel": "fax"}), "unknown-value", "additional_provider_specific_params.channel"),
        (json!({"draft": "x"}), "wrong-type", "additional_provider_specific_params.draft"),
        (json!([]), "wrong-type", "additional_provider_specific_params"),
    ] {
        let response = server.post(PATH, asked(&texts, "response", &params));
        assert_problem(&response, 422, code);
        assert_eq!(json(&response)["field"], field);
    }
}

#[test]
fn the_gate_is_the_one_of_the_command_line() {
    let note = json!(["Thank you for your feedback. Our doors open at eight."]);
    let slot = json!(["Hello {{first_name}}, our doors open at eight in the morning."]);
    let german = json!(["Vielen Dank für Ihre Nachricht, wir melden uns morgen bei Ihnen zurück."]);
    let actions = |fail_on: &str| {
        let server = Server::start(&["--fail-on", fail_on]);
        [&note, &slot, &german].map(|texts| {
            json(&server.post(PATH, asked(texts, "response", &json!({}))))["action"].as_str().unwrap().to_owned()
        })
    };
    // What could not be checked never passes.
    let revise = actions("revise");
    assert_eq!((&*revise[0], &*revise[2]), ("NONE", "BLOCKED"));
    let never = actions("never");
    assert_eq!((&*never[0], &*never[1], &*never[2]), ("NONE", "NONE", "BLOCKED"));
    let noted = actions("note");
    assert_eq!((&*noted[0], &*noted[1]), ("BLOCKED", "BLOCKED"));
}

#[test]
fn what_is_no_request_of_litellm_is_refused() {
    let server = Server::start(&[]);
    for (body, status, code) in [
        (json!({"texts": ["x"]}).to_string(), 422, "wrong-type"),
        (json!({"texts": ["x"], "input_type": "other"}).to_string(), 422, "wrong-type"),
        (json!({"texts": "x", "input_type": "response"}).to_string(), 422, "wrong-type"),
        (json!({"texts": [1], "input_type": "request"}).to_string(), 422, "wrong-type"),
        (json!([]).to_string(), 422, "not-an-object"),
        ("{\"texts\":".to_owned(), 400, "not-json"),
    ] {
        assert_problem(&server.post(PATH, body), status, code);
    }
}
